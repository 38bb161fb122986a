-- mart: marts.conversion_funnel_daily
-- grain: (team_id, date, source, stage): every stage of each source that had an event, and of the unknown source on
--   days with page views
-- sources: app.conversions, app.page_views; events of archived months are gone, and so their rows are left as they are
-- formulas: events are counted; rates are of counted events, in percent, 4 decimals, half away from zero; this is where
--   the order of stages is
-- currency: none
-- plan: each day's events by (team_id, timestamp), in the one or two partitions that hold it
WITH stage (stage, stage_order) AS (
    VALUES ('visit', 1::smallint), ('product_view', 2::smallint), ('add_to_cart', 3::smallint),
           ('checkout', 4::smallint), ('purchase', 5::smallint)
), reached AS (
    SELECT day.team_id, day.date, counted.source, counted.stage, counted.events, counted.users
    FROM funnel_days AS day
    CROSS JOIN LATERAL (
        SELECT coalesce(event.source, '') AS source, event.stage, count(*) AS events, count(DISTINCT event.user_id) AS users
        FROM app.conversions AS event
        WHERE event.team_id = day.team_id AND timezone(day.zone, event.timestamp)::date = day.date
          AND event.timestamp >= day.starts_at - interval '3 hours' AND event.timestamp < day.ends_at
        GROUP BY coalesce(event.source, ''), event.stage) AS counted
), viewed AS (
    SELECT day.team_id, day.date, counted.page_views
    FROM funnel_days AS day
    CROSS JOIN LATERAL (
        SELECT sum(event.count) AS page_views
        FROM app.page_views AS event
        WHERE event.team_id = day.team_id AND timezone(day.zone, event.timestamp)::date = day.date
          AND event.timestamp >= day.starts_at - interval '3 hours' AND event.timestamp < day.ends_at) AS counted
    WHERE counted.page_views IS NOT NULL
), funnel AS (
    SELECT team_id, date, source FROM reached
    UNION SELECT team_id, date, '' FROM viewed
), step AS (
    SELECT team_id, date, source, stage, stage_order, coalesce(reached.events, 0) AS events,
           coalesce(reached.users, 0) AS users
    FROM funnel CROSS JOIN stage LEFT JOIN reached USING (team_id, date, source, stage)
)
SELECT step.team_id, step.date, step.source, step.stage, step.stage_order, step.events, step.users,
       round(step.events * 100.0 / nullif(lag(step.events) OVER way, 0), 4) AS rate_from_previous,
       round(step.events * 100.0 / nullif(first_value(step.events) OVER way, 0), 4) AS rate_from_first,
       CASE WHEN step.source = '' AND step.stage_order = 1 THEN coalesce(viewed.page_views, 0) END AS page_views
FROM step LEFT JOIN viewed USING (team_id, date)
WINDOW way AS (PARTITION BY step.team_id, step.date, step.source ORDER BY step.stage_order)
