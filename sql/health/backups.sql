-- purpose: how old is the newest backup of each database, and when was one restored last
-- grain: database; one row when there was never a backup; value is its age in hours
-- parameters: now
-- rule: one is taken every day
SELECT 'backup:' || database_name AS subject, max(taken_at) > %(now)s - interval '26 hours' AS is_healthy,
       concat('taken ', to_char(max(taken_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), ', ',
              coalesce('restored in a drill ' || to_char(max(restored_ok_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
                       'never restored in a drill')) AS detail,
       round(extract(epoch FROM %(now)s - max(taken_at)) / 3600) AS value
FROM ops.backups
GROUP BY database_name
UNION ALL
SELECT 'backup', false, 'no backup was ever taken: `adwarehouse backup now`', NULL
WHERE NOT EXISTS (SELECT FROM ops.backups)
ORDER BY subject
