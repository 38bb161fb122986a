-- purpose: teams and days on which the mart and the actions count differently; days that wait, or touch an archived
--   month, are left out
-- grain: team, day
WITH counted AS (
    SELECT action.team_id, timezone(coalesce(team.settings ->> 'timezone', 'UTC'), action.timestamp)::date AS date,
           count(*) FILTER (WHERE action.action = 'view') AS views,
           count(*) FILTER (WHERE action.action = 'purchase') AS sales,
           count(*) FILTER (WHERE action.action IN ('cart_add', 'add_to_cart')) AS cart_adds
    FROM app.user_behavior AS action JOIN app.teams AS team ON team.id = action.team_id
    GROUP BY action.team_id, 2
), summed AS (
    SELECT team_id, date, sum(views) AS views, sum(sales) AS sales, sum(cart_adds) AS cart_adds
    FROM marts.product_metrics_daily GROUP BY team_id, date
)
SELECT team_id::text AS team, date::text AS day, counted.views, summed.views::bigint AS views_in_mart, counted.sales,
       summed.sales::bigint AS sales_in_mart, counted.cart_adds, summed.cart_adds::bigint AS cart_adds_in_mart
FROM counted FULL JOIN summed USING (team_id, date)
WHERE (counted.views, counted.sales, counted.cart_adds) IS DISTINCT FROM (summed.views, summed.sales, summed.cart_adds)
  AND NOT EXISTS (SELECT FROM ops.touched_records AS waiting
                  WHERE waiting.subject = 'team_day' AND waiting.subject_id = team_id
                    AND waiting.date = coalesce(counted.date, summed.date))
  AND NOT EXISTS (SELECT FROM ops.archive_manifest AS archived
                  WHERE archived.table_name = 'user_behavior' AND archived.state IN ('serving_archive', 'dropped')
                    AND archived.month BETWEEN date_trunc('month', coalesce(counted.date, summed.date) - interval '1 day')
                                           AND coalesce(counted.date, summed.date) + 1)
ORDER BY team, day
LIMIT 50
