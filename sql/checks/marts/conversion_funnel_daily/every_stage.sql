-- purpose: funnels that do not have every stage once, in the order that app.conversions knows
-- grain: team, day, source
SELECT team_id::text AS team, date::text AS day, source, string_agg(stage, ', ' ORDER BY stage_order) AS stages
FROM marts.conversion_funnel_daily
GROUP BY team_id, date, source
HAVING array_agg(stage ORDER BY stage_order) <> ARRAY['visit', 'product_view', 'add_to_cart', 'checkout', 'purchase']
ORDER BY team, day, source
LIMIT 50
