-- purpose: weeks and months that are not the sum of the owner's days
-- grain: owner, period; at most fifty
WITH days AS (
    SELECT whole.scope, whole.owner_id, whole.type, whole.date, sum(day.total_spend) AS spend, sum(day.total_revenue) AS revenue,
           sum(day.total_conversions) AS conversions, sum(day.earned_revenue) AS earned_revenue,
           sum(day.earned_conversions) AS earned_conversions
    FROM marts.analytics AS day
    CROSS JOIN LATERAL (VALUES ('weekly', date_trunc('week', day.date::timestamp)::date),
                               ('monthly', date_trunc('month', day.date::timestamp)::date)) AS period (type, date)
    JOIN marts.analytics AS whole ON (whole.scope, whole.owner_id, whole.type, whole.date, whole.reporting_currency)
                                   = (day.scope, day.owner_id, period.type, period.date, day.reporting_currency)
    WHERE day.type = 'daily' AND whole.fx_complete
    GROUP BY whole.scope, whole.owner_id, whole.type, whole.date
)
SELECT scope, owner_id, type, date, days.spend AS spend_of_days, total_spend, days.revenue AS revenue_of_days, total_revenue
FROM days JOIN marts.analytics USING (scope, owner_id, type, date)
WHERE (days.spend, days.revenue, days.conversions, days.earned_revenue, days.earned_conversions)
      IS DISTINCT FROM (total_spend, total_revenue, total_conversions, analytics.earned_revenue, analytics.earned_conversions)
ORDER BY date DESC, scope, owner_id
LIMIT 50
