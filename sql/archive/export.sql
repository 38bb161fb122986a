-- purpose: every row of a month in key order, as CSV: an unquoted empty field is NULL
COPY (SELECT {columns} FROM {relation} ORDER BY {key}) TO STDOUT (FORMAT csv)
