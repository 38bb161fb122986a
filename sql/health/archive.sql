-- purpose: is every month whose archive was begun where it belongs, and what waits for the archive's next run
-- grain: one row; value is how many months are on their way
-- parameters: now
-- rule: a month moves within minutes; readers may hold its table up until the next run
SELECT 'archive_moves' AS subject, count(*) = 0 AS is_healthy,
       coalesce('on their way for more than a day: '
                || string_agg(table_name || ' ' || to_char(month, 'YYYY-MM') || ' (' || state || ')', ', ' ORDER BY table_name, month),
                'every month is in one tier') AS detail,
       count(*) AS value
FROM ops.archive_manifest
WHERE state IN ('exported', 'verified', 'serving_archive') AND updated_at < %(now)s - interval '1 day'
