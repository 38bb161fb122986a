-- mart: marts.product_metrics_daily
-- grain: (team_id, date, product_id)
-- sources: app.user_behavior; actions of archived months are gone, and so their rows are left as they are
-- formulas: counts of actions by their names; other names count for nothing but visitors
-- currency: none
-- plan: each day's actions by (team_id, timestamp), in the one or two partitions that hold it
SELECT day.team_id, counted.product_id, day.date, counted.views, counted.sales, counted.cart_adds, counted.visitors
FROM behaviour_days AS day
CROSS JOIN LATERAL (
    SELECT event.product_id, count(*) FILTER (WHERE event.action = 'view') AS views,
           count(*) FILTER (WHERE event.action = 'purchase') AS sales,
           count(*) FILTER (WHERE event.action IN ('cart_add', 'add_to_cart')) AS cart_adds,
           count(DISTINCT event.user_id) AS visitors
    FROM app.user_behavior AS event
    WHERE event.team_id = day.team_id AND timezone(day.zone, event.timestamp)::date = day.date
      AND event.timestamp >= day.starts_at - interval '3 hours' AND event.timestamp < day.ends_at
    GROUP BY event.product_id) AS counted
