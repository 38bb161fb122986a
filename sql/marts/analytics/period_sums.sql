-- purpose: what an account spent and brought in a period, converted day by day
-- grain: account, wanted currency, type, period
-- plan: sums by (ad_account_id, date)
CREATE TEMP TABLE period_sums ON COMMIT DROP AS
SELECT day.ad_account_id, day.wanted, day.type, day.period,
       bool_and(base.cost IS NULL OR rate.rate IS NOT NULL) AS cost_known,
       bool_and(base.revenue IS NULL OR rate.rate IS NOT NULL) AS revenue_known,
       sum(round(base.cost * rate.rate, 6)) AS spend,
       sum(round(base.revenue * rate.rate, 6)) FILTER (WHERE revenue_basis = 'attributed') AS revenue,
       sum(round(base.revenue_with_cost * rate.rate, 6)) FILTER (WHERE revenue_basis = 'attributed') AS revenue_with_cost,
       sum(base.conversions) FILTER (WHERE revenue_basis = 'attributed') AS conversions,
       sum(round(base.revenue * rate.rate, 6)) FILTER (WHERE revenue_basis = 'earned') AS earned_revenue,
       sum(base.conversions) FILTER (WHERE revenue_basis = 'earned') AS earned_conversions,
       array_agg(DISTINCT base.currency || '/' || day.wanted || ' ' || day.date)
           FILTER (WHERE rate.rate IS NULL AND (base.cost IS NOT NULL OR base.revenue IS NOT NULL)) AS missing_rates
FROM account_days_of_periods AS day
JOIN marts.account_channel_daily AS base USING (ad_account_id, date)
JOIN period_rates AS rate ON rate.date = day.date AND rate.currency = base.currency AND rate.wanted = day.wanted
JOIN warehouse.channels AS channel ON channel.id = base.channel_id
GROUP BY day.ad_account_id, day.wanted, day.type, day.period
