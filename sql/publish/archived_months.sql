-- purpose: months of a span of days that the archive serves; asked under the months' locks
-- grain: one row a month (its first day)
SELECT month
FROM ops.archive_manifest
WHERE table_name = %(table_name)s AND state IN ('serving_archive', 'dropped')
  AND month >= date_trunc('month', %(window_start)s::timestamp) AND month < %(window_end)s
ORDER BY month
