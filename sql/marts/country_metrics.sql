-- mart: marts.country_metrics
-- grain: (team_id, country, date, source, currency)
-- sources: those of marts.revenue_daily, app.users; archived months keep their rows
-- formulas: plain sums, they add up to marts.revenue_daily; users are distinct, and unknown outside the own shop
-- currency: native
-- plan: one pass over the temporary table money
SELECT team_id, country, date, source, currency, sum(gross_revenue - refunds - chargebacks - fees) AS revenue,
       CASE WHEN source = 'own_shop' THEN count(DISTINCT buyer) END AS users, sum(orders)::bigint AS conversions
FROM money
GROUP BY team_id, country, date, source, currency
