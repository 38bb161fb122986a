-- purpose: products that visitors looked at and that are not in their team's catalogue
-- grain: team, product
SELECT daily.team_id::text AS team, daily.product_id::text AS product, min(daily.date)::text AS first_day,
       max(daily.date)::text AS last_day
FROM marts.product_metrics_daily AS daily
WHERE NOT EXISTS (SELECT FROM app.products AS product WHERE product.id = daily.product_id)
GROUP BY daily.team_id, daily.product_id
ORDER BY team, product
LIMIT 50
