-- purpose: rows whose key an earlier row of the file has
-- grain: one row a repetition, in the file's order
-- parameters: limit
SELECT import_row, first_row
FROM (SELECT import_row, min(import_row) OVER (PARTITION BY {key}) AS first_row FROM pg_temp.incoming) AS numbered
WHERE import_row > first_row ORDER BY import_row LIMIT %(limit)s
