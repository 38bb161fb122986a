-- purpose: moments for which no monthly partition is made: mistaken units make them, not people
-- grain: one row a cell, in the file's order
-- parameters: limit
SELECT import_row, {column}::text AS value FROM pg_temp.incoming
WHERE {column} < '2000-01-01 00:00+00' OR {column} > now() + interval '1 year'
ORDER BY import_row LIMIT %(limit)s
