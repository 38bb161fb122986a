-- purpose: rows of a file into a table, in CSV
COPY {table} ({columns}) FROM STDIN (FORMAT csv)
