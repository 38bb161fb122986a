-- purpose: the first campaign, channel and currency of a month whose monthly rollup is not what its facts sum up to
-- grain: one row, none when all are equal
-- parameters: start (first day of the month)
WITH expected AS (
{sums}
), found AS (
    SELECT campaign_id, channel_id, currency, ad_account_id, rows, first_day, last_day, impressions, clicks, cost,
           conversions, revenue, likes, shares, comments, saves, clicks_with_impressions, clicks_with_cost,
           impressions_with_cost, conversions_with_clicks, conversions_with_cost, revenue_with_cost
    FROM marts.campaign_metrics_monthly
    WHERE month = %(start)s
)
SELECT campaign_id, channel_id, currency, ad_account_id, expected.rows AS fact_rows, expected.cost AS fact_cost,
       found.rows AS rollup_rows, found.cost AS rollup_cost
FROM expected FULL JOIN found USING (campaign_id, channel_id, currency, ad_account_id)
WHERE expected.campaign_id IS NULL OR found.campaign_id IS NULL
   OR (expected.rows, expected.first_day, expected.last_day, expected.impressions, expected.clicks, expected.cost,
       expected.conversions, expected.revenue, expected.likes, expected.shares, expected.comments, expected.saves,
       expected.clicks_with_impressions, expected.clicks_with_cost, expected.impressions_with_cost,
       expected.conversions_with_clicks, expected.conversions_with_cost, expected.revenue_with_cost)
      IS DISTINCT FROM
      (found.rows, found.first_day, found.last_day, found.impressions, found.clicks, found.cost, found.conversions,
       found.revenue, found.likes, found.shares, found.comments, found.saves, found.clicks_with_impressions,
       found.clicks_with_cost, found.impressions_with_cost, found.conversions_with_clicks, found.conversions_with_cost,
       found.revenue_with_cost)
ORDER BY campaign_id, channel_id, currency, ad_account_id
LIMIT 1
