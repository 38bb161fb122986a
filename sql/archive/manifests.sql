-- purpose: what the manifest says about every month: the newest version of each
-- grain: one row a table and month
SELECT DISTINCT ON (table_name, month) table_name, month, state, rows, bytes
FROM ops.archive_manifest
ORDER BY table_name, month, version DESC
