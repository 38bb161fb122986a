-- purpose: days of users that are not the sum of their channels: the two marts are computed apart
-- grain: user, day; at most fifty
WITH channels AS (
    SELECT performance.user_id, performance.date, performance.reporting_currency, bool_and(fx_complete) AS fx_complete,
           sum(total_spend) AS spend, sum(total_revenue) FILTER (WHERE revenue_basis = 'attributed') AS revenue,
           sum(total_revenue) FILTER (WHERE revenue_basis = 'earned') AS earned_revenue,
           sum(total_conversions) FILTER (WHERE revenue_basis = 'attributed') AS conversions,
           sum(total_conversions) FILTER (WHERE revenue_basis = 'earned') AS earned_conversions
    FROM marts.channel_performance AS performance
    JOIN warehouse.channels AS channel ON channel.id = performance.channel_id
    GROUP BY performance.user_id, performance.date, performance.reporting_currency
)
SELECT user_id, date, channels.reporting_currency AS expected_currency, day.reporting_currency AS found_currency,
       channels.spend AS expected_spend, day.total_spend AS found_spend, channels.revenue AS expected_revenue,
       day.total_revenue AS found_revenue
FROM channels JOIN marts.analytics AS day USING (user_id, date)
WHERE day.type = 'daily'
  AND ((channels.reporting_currency, channels.fx_complete, channels.conversions, channels.earned_conversions)
       IS DISTINCT FROM (day.reporting_currency, day.fx_complete, day.total_conversions, day.earned_conversions)
       OR (channels.fx_complete AND (channels.spend, channels.revenue, channels.earned_revenue)
           IS DISTINCT FROM (day.total_spend, day.total_revenue, day.earned_revenue)))
ORDER BY date DESC, user_id
LIMIT 50
