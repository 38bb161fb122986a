-- purpose: databases that were backed up once, and not lately
-- grain: one row a database
-- parameters: now, backup_hours
SELECT concat_ws(':', 'backup_missing', database_name) AS dedupe_key,
       concat('database ', database_name, ': the newest backup is of ',
              to_char(max(taken_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), ', more than ',
              %(backup_hours)s::integer, ' hours ago. Is the schedule backups_daily of Dagster on? `adwarehouse backup now` '
              'takes one') AS message,
       NULL::text AS run_id, NULL::bigint AS ad_account_id, NULL::uuid AS connection_id
FROM ops.backups
GROUP BY database_name
HAVING max(taken_at) <= %(now)s - make_interval(hours => %(backup_hours)s)
ORDER BY dedupe_key
