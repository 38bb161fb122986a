-- mart: marts.analytics
-- grain: (scope, owner_id, type, date), for every touched period of which a day of one of the owner's accounts is loaded
-- sources: marts.account_channel_daily, ops.loaded_days, app membership (owner_periods, owner_accounts),
--   warehouse.fx_rates, warehouse.channels; analytics/top_campaigns.sql adds the top campaigns
-- formulas: sums of native sums converted at the rate of their own day, rounded to 6 decimals each; revenue and
--   conversions by the channel's revenue_basis: what is attributed and what is earned are never added
-- completeness: as in channel_performance, over the account days of the period
-- currency: the owner's; without a rate the totals in money are NULL and missing_rates names pair and day
-- plan: everything by account and day
WITH owned AS (
    SELECT period.scope, period.owner_id, period.type, period.date, period.currency, account.ad_account_id
    FROM owner_periods AS period JOIN owner_accounts AS account USING (scope, owner_id)
), missing AS (
    SELECT scope, owner_id, owned.type, owned.date, array_agg(DISTINCT pair_and_day) AS missing_rates
    FROM owned
    JOIN period_sums AS sums ON sums.ad_account_id = owned.ad_account_id AND sums.wanted = owned.currency
                            AND sums.type = owned.type AND sums.period = owned.date
    CROSS JOIN LATERAL unnest(sums.missing_rates) AS pair_and_day
    GROUP BY scope, owner_id, owned.type, owned.date
), total AS (
    SELECT scope, owner_id, owned.type, owned.date, owned.currency,
           bool_and(cost_known) AS cost_known, bool_and(revenue_known) AS revenue_known,
           sum(spend) AS spend, sum(revenue) AS revenue, sum(revenue_with_cost) AS revenue_with_cost,
           sum(conversions) AS conversions, sum(earned_revenue) AS earned_revenue,
           sum(earned_conversions) AS earned_conversions, sum(days_expected) AS days_expected, sum(days_loaded) AS days_loaded,
           bool_and(days_loaded = days_expected AND NOT has_quarantine) AS is_complete, min(fetched_at) AS fetched_at
    FROM owned
    JOIN period_completeness AS complete ON complete.ad_account_id = owned.ad_account_id AND complete.wanted = owned.currency
                                        AND complete.type = owned.type AND complete.period = owned.date
    LEFT JOIN period_sums AS sums ON sums.ad_account_id = owned.ad_account_id AND sums.wanted = owned.currency
                                 AND sums.type = owned.type AND sums.period = owned.date
    GROUP BY scope, owner_id, owned.type, owned.date, owned.currency
    HAVING sum(days_loaded) > 0
)
SELECT scope, owner_id, type, date, currency::char(3) AS reporting_currency,
       CASE WHEN cost_known THEN spend END AS total_spend,
       CASE WHEN revenue_known THEN revenue END AS total_revenue,
       CASE WHEN cost_known AND revenue_known THEN revenue_with_cost END AS revenue_with_cost,
       conversions AS total_conversions,
       CASE WHEN revenue_known THEN earned_revenue END AS earned_revenue, earned_conversions,
       NULL::jsonb AS top_performing_campaigns,
       days_expected::integer AS account_days_expected, days_loaded::integer AS account_days_loaded, is_complete,
       missing_rates IS NULL AS fx_complete, coalesce(missing_rates, '{{}}') AS missing_rates, fetched_at AS data_as_of
FROM total LEFT JOIN missing USING (scope, owner_id, type, date)
