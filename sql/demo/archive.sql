-- purpose: which months were archived, and which tier serves them
-- grain: one row a table and month
SELECT table_name AS "table", to_char(month, 'YYYY-MM') AS month, state, rows, bytes, jsonb_array_length(objects) AS objects
FROM ops.archive_manifest
ORDER BY table_name, month
