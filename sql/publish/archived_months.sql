-- purpose: months of a window that the archive serves; asked under the months' locks
-- grain: one row a month
SELECT to_char(month, 'YYYY-MM') AS month
FROM ops.archive_manifest
WHERE table_name = %(table_name)s AND state IN ('serving_archive', 'dropped')
  AND month >= date_trunc('month', %(window_start)s::timestamp) AND month < %(window_end)s
ORDER BY month
