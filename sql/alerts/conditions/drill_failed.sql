-- purpose: databases whose newest backup could not be restored, or not to the same rows and sums, in the last drill
-- grain: one row a database
-- parameters: none
SELECT concat_ws(':', 'drill_failed', drill.database) AS dedupe_key,
       concat('database ', drill.database, ': the restore drill failed: ', drill.detail,
              '. `adwarehouse backup now` takes another backup, `adwarehouse backup drill` tries it') AS message,
       NULL::text AS run_id, NULL::bigint AS ad_account_id, NULL::uuid AS connection_id
FROM (
    SELECT DISTINCT ON (subject) substr(subject, length('backup_drill:') + 1) AS database, is_healthy, detail
    FROM ops.health WHERE starts_with(subject, 'backup_drill:')
    ORDER BY subject, checked_at DESC
) AS drill
WHERE NOT drill.is_healthy
ORDER BY dedupe_key
