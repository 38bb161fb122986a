-- purpose: cells that must hold something and do not
-- grain: one row a cell, in the file's order
-- parameters: limit
SELECT import_row FROM pg_temp.incoming WHERE {column} IS NULL ORDER BY import_row LIMIT %(limit)s
