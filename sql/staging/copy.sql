-- purpose: bulk load; an unquoted empty field is NULL
COPY {target} ({columns}) FROM STDIN (FORMAT csv)
