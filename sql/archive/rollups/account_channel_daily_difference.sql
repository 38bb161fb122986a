-- purpose: the first account, day, channel and currency of a month whose base rollup is not what its facts sum up to
-- grain: one row, none when all are equal
-- parameters: start, end (days, half-open)
WITH expected AS (
{sums}
), found AS (
    SELECT ad_account_id, date, channel_id, currency, rows, impressions, clicks, cost, conversions, revenue, likes, shares,
           comments, saves, clicks_with_impressions, clicks_with_cost, revenue_with_cost
    FROM marts.account_channel_daily
    WHERE date >= %(start)s AND date < %(end)s
)
SELECT ad_account_id, date, channel_id, currency, expected.rows AS fact_rows, expected.cost AS fact_cost,
       found.rows AS rollup_rows, found.cost AS rollup_cost
FROM expected FULL JOIN found USING (ad_account_id, date, channel_id, currency)
WHERE expected.ad_account_id IS NULL OR found.ad_account_id IS NULL
   OR (expected.rows, expected.impressions, expected.clicks, expected.cost, expected.conversions, expected.revenue,
       expected.likes, expected.shares, expected.comments, expected.saves, expected.clicks_with_impressions,
       expected.clicks_with_cost, expected.revenue_with_cost)
      IS DISTINCT FROM
      (found.rows, found.impressions, found.clicks, found.cost, found.conversions, found.revenue, found.likes,
       found.shares, found.comments, found.saves, found.clicks_with_impressions, found.clicks_with_cost,
       found.revenue_with_cost)
ORDER BY ad_account_id, date, channel_id, currency
LIMIT 1
