-- mart: marts.revenue_breakdown
-- grain: (team_id, date, source, currency, product_key)
-- sources: those of marts.revenue_daily, app.products, warehouse.products; archived months keep their rows
-- formulas: plain sums; they add up to marts.revenue_daily
-- currency: native
-- plan: one pass over the temporary table money
SELECT team_id, date, source, currency, product_key, product_id, max(product_name) AS product_name, category,
       sum(gross_revenue) AS gross_revenue, sum(refunds) AS refunds, sum(chargebacks) AS chargebacks, sum(fees) AS fees,
       sum(gross_revenue - refunds - chargebacks - fees) AS revenue
FROM money
WHERE product_key IS NOT NULL
GROUP BY team_id, date, source, currency, product_key, product_id, category
HAVING product_key <> '' OR sum(gross_revenue) <> 0 OR sum(refunds) <> 0 OR sum(chargebacks) <> 0 OR sum(fees) <> 0
