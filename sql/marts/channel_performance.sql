-- mart: marts.channel_performance
-- grain: (user_id, date, channel_id), for the touched days of every user who is (or was) connected to their accounts
-- sources: marts.account_channel_daily, ops.loaded_days, ops.quarantined_rows through loaded_days, app membership,
--   warehouse.fx_rates, warehouse.channels
-- formulas: totals are sums of native sums converted at the rate of the row's own day, rounded to 6 decimals each;
--   avg_cpc = spend / clicks where cost is known, avg_ctr = clicks where impressions are known / impressions * 100,
--   avg_roas = revenue where cost is known / spend; 4 decimals, half away from zero
-- currency: the user's reporting currency, else the default team's, else USD; rates pivot on EUR, the last one at most
--   7 days before the day; without a rate the totals in money are NULL and missing_rates names pair and day
-- completeness: an account is expected from its first loaded day (or its connection) on, unless it is read for other
--   streams only; a channel that an expected but missing account has used in the 60 days before gets its row even when
--   nothing else fills it
WITH summed AS (
    SELECT cell.user_id, cell.date, cell.channel_id, reporting.currency AS reporting_currency,
           bool_and(cell.cost IS NULL OR rate.rate IS NOT NULL) AS cost_known,
           bool_and(cell.revenue IS NULL OR rate.rate IS NOT NULL) AS revenue_known,
           sum(round(cell.cost * rate.rate, 6)) AS spend, sum(round(cell.revenue * rate.rate, 6)) AS revenue,
           sum(round(cell.revenue_with_cost * rate.rate, 6)) AS revenue_with_cost,
           sum(cell.impressions) AS impressions, sum(cell.clicks) AS clicks, sum(cell.conversions) AS conversions,
           sum(cell.clicks_with_impressions) AS clicks_with_impressions, sum(cell.clicks_with_cost) AS clicks_with_cost,
           array_remove(array_agg(DISTINCT CASE
               WHEN rate.rate IS NULL AND (cell.cost IS NOT NULL OR cell.revenue IS NOT NULL)
               THEN cell.currency || '/' || reporting.currency || ' ' || cell.date END), NULL) AS missing_rates,
           count(DISTINCT account.timezone) > 1 AS mixed_timezones
    FROM user_cells AS cell
    JOIN reporting USING (user_id)
    JOIN warehouse.ad_accounts AS account ON account.id = cell.ad_account_id
    LEFT JOIN user_rates AS rate ON rate.date = cell.date AND rate.native = cell.currency AND rate.wanted = reporting.currency
    GROUP BY cell.user_id, cell.date, cell.channel_id, reporting.currency
)
SELECT summed.user_id, summed.channel_id, summed.date, summed.reporting_currency::char(3) AS reporting_currency,
       CASE WHEN cost_known THEN spend END AS total_spend,
       impressions AS total_impressions, clicks AS total_clicks, conversions AS total_conversions,
       CASE WHEN revenue_known THEN revenue END AS total_revenue,
       CASE WHEN cost_known AND clicks_with_cost > 0 THEN round(spend / clicks_with_cost, 4) END AS avg_cpc,
       CASE WHEN impressions > 0 THEN round(clicks_with_impressions * 100.0 / impressions, 4) END AS avg_ctr,
       CASE WHEN cost_known AND revenue_known AND spend > 0 THEN round(revenue_with_cost / spend, 4) END AS avg_roas,
       completeness.accounts_expected::integer AS accounts_expected, completeness.accounts_loaded::integer AS accounts_loaded,
       completeness.is_complete, cardinality(missing_rates) = 0 AS fx_complete, missing_rates, mixed_timezones,
       completeness.data_as_of, summed.date + channel.attribution_days AS provisional_until
FROM summed
JOIN warehouse.channels AS channel ON channel.id = summed.channel_id
JOIN completeness ON completeness.user_id = summed.user_id AND completeness.date = summed.date
                 AND completeness.platform = channel.platform
