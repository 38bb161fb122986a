-- purpose: what countries come to, where it is not revenue_daily
-- grain: team, day, source, currency
SELECT team_id::text AS team, date::text AS day, source, currency, whole.revenue::text AS revenue_daily,
       part.revenue::text AS country_metrics, whole.orders_count AS orders, part.conversions::bigint AS conversions
FROM (
    SELECT team_id, date, source, currency, sum(revenue) AS revenue, sum(conversions) AS conversions
    FROM marts.country_metrics
    GROUP BY team_id, date, source, currency
) AS part
FULL JOIN marts.revenue_daily AS whole USING (team_id, date, source, currency)
WHERE (part.revenue, part.conversions) IS DISTINCT FROM (whole.revenue, whole.orders_count)
ORDER BY day DESC, team, source, currency
LIMIT 50
