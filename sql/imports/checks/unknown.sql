-- purpose: cells that refer to a row that is not there
-- grain: one row a cell, in the file's order
-- parameters: limit
SELECT import_row, {column}::text AS value FROM pg_temp.incoming
WHERE {column} IS NOT NULL AND NOT EXISTS (SELECT FROM {table} AS referred WHERE referred.{key} = incoming.{column})
ORDER BY import_row LIMIT %(limit)s
