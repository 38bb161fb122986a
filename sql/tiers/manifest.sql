-- purpose: what the archive serves: a month that is not here is PostgreSQL's
-- grain: one row a table and month
SELECT DISTINCT ON (table_name, month) table_name, month, objects::text AS objects
FROM ops.archive_manifest
WHERE state IN ('serving_archive', 'dropped')
ORDER BY table_name, month, version DESC
