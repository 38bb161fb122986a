-- purpose: rows that a CHECK of the table refuses
-- grain: one row a row of the file, in its order, with its cells
-- parameters: limit
SELECT import_row, to_jsonb(incoming) AS cells FROM pg_temp.incoming AS incoming
WHERE NOT ({expression}) ORDER BY import_row LIMIT %(limit)s
