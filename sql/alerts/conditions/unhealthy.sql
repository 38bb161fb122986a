-- purpose: what the last look at each account, disk, partition, queue and tier was not happy with
-- grain: one row a subject
-- parameters: now, silent_hours
-- rule: a look that is older than that says nothing any more
SELECT concat_ws(':', 'unhealthy', subject) AS dedupe_key, concat(subject, ': ', detail) AS message, NULL AS run_id,
       NULL::bigint AS ad_account_id, NULL::uuid AS connection_id
FROM (
    SELECT DISTINCT ON (subject) subject, is_healthy, detail
    FROM ops.health
    WHERE checked_at > %(now)s - make_interval(hours => %(silent_hours)s) AND checked_at <= %(now)s
      AND (subject LIKE 'account:%%' OR subject IN ('disk', 'partitions', 'quarantine', 'marts', 'archive_moves', 'late_rows'))
    ORDER BY subject, checked_at DESC
) AS looked
WHERE NOT is_healthy
ORDER BY dedupe_key
