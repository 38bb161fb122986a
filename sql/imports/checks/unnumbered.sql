-- purpose: cells that should name something of the warehouse and do not
-- grain: one row a cell, in the file's order
-- parameters: limit
SELECT import_row, {column} AS value FROM pg_temp.incoming
WHERE {column} !~ '^[0-9]{{1,18}}$' ORDER BY import_row LIMIT %(limit)s
