-- purpose: teams and days on which the mart and the events count differently; days that wait, or touch an archived
--   month, are left out
-- grain: team, day
WITH event AS (
    SELECT team_id, timestamp, 1 AS events, 0 AS page_views FROM app.conversions
    UNION ALL SELECT team_id, timestamp, 0, count FROM app.page_views
), counted AS (
    SELECT event.team_id, timezone(coalesce(team.settings ->> 'timezone', 'UTC'), event.timestamp)::date AS date,
           sum(event.events) AS events, sum(event.page_views) AS page_views
    FROM event JOIN app.teams AS team ON team.id = event.team_id
    GROUP BY event.team_id, 2
), summed AS (
    SELECT team_id, date, sum(events) AS events, coalesce(sum(page_views), 0) AS page_views
    FROM marts.conversion_funnel_daily GROUP BY team_id, date
)
SELECT team_id::text AS team, date::text AS day, counted.events::bigint AS events, summed.events::bigint AS events_in_mart,
       counted.page_views::bigint AS page_views, summed.page_views::bigint AS page_views_in_mart
FROM counted FULL JOIN summed USING (team_id, date)
WHERE (counted.events, counted.page_views) IS DISTINCT FROM (summed.events, summed.page_views)
  AND NOT EXISTS (SELECT FROM ops.touched_records AS waiting
                  WHERE waiting.subject = 'team_day' AND waiting.subject_id = team_id
                    AND waiting.date = coalesce(counted.date, summed.date))
  AND NOT EXISTS (SELECT FROM ops.archive_manifest AS archived
                  WHERE archived.table_name IN ('conversions', 'page_views')
                    AND archived.state IN ('serving_archive', 'dropped')
                    AND archived.month BETWEEN date_trunc('month', coalesce(counted.date, summed.date) - interval '1 day')
                                           AND coalesce(counted.date, summed.date) + 1)
ORDER BY team, day
LIMIT 50
