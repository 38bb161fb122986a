-- purpose: the months that the archive serves
-- grain: one row a table and month
-- parameters: table_name, month (each NULL for all)
SELECT table_name, month
FROM ops.archive_manifest
WHERE state IN ('serving_archive', 'dropped')
  AND (%(table_name)s::text IS NULL OR table_name = %(table_name)s)
  AND (%(month)s::date IS NULL OR month = %(month)s)
GROUP BY table_name, month
ORDER BY table_name, month
