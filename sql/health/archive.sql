-- purpose: is every month whose archive was begun where it belongs, and was what is archived looked at
-- grain: archive_moves, whose value is how many months are on their way, and archive_age, whose value is how many are archived
-- parameters: now
-- rule: a month moves within minutes; readers may hold its table up until the next run, for which released ones wait;
--   everything in the archive is read again every month
SELECT 'archive_moves' AS subject, count(*) = 0 AS is_healthy,
       coalesce('on their way for more than a day: '
                || string_agg(table_name || ' ' || to_char(month, 'YYYY-MM') || ' (' || state || ')', ', ' ORDER BY table_name, month),
                'every month is in one tier') AS detail,
       count(*) AS value
FROM ops.archive_manifest
WHERE state IN ('exported', 'verified', 'serving_archive') AND updated_at < %(now)s - interval '1 day'
  AND NOT (state = 'exported' AND released_at IS NOT NULL)
UNION ALL
SELECT 'archive_age', count(*) = 0 OR greatest(max(looked.at), min(coalesce(verified_at, created_at))) > %(now)s - interval '35 days',
       CASE WHEN count(*) = 0 THEN 'nothing is archived'
            ELSE concat(count(*), ' months are archived, the last on ', to_char(max(coalesce(verified_at, created_at)) AT TIME ZONE 'UTC', 'YYYY-MM-DD'), ', ',
                        coalesce('last looked at ' || to_char(max(looked.at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
                                 'never looked at: `adwarehouse archive verify`')) END,
       count(*)
FROM ops.archive_manifest
CROSS JOIN (SELECT max(checked_at) AS at FROM ops.health WHERE subject = 'archive') AS looked
WHERE state IN ('serving_archive', 'dropped')
