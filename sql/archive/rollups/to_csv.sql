-- purpose: for DuckDB: sums as text, as COPY takes them
COPY ({sums}) TO {file} (FORMAT csv, HEADER false)
