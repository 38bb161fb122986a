-- purpose: months of accounts whose rows and sums are not those of their facts; archived months have no
--   facts to sum, and months with a day that waits for its refresh may differ
-- grain: account, month, currency; at most fifty
WITH archived AS (
    SELECT DISTINCT month FROM ops.archive_manifest
    WHERE table_name = 'campaign_metrics' AND state IN ('serving_archive', 'dropped')
), expected AS (
    SELECT ad_account_id, date_trunc('month', date::timestamp)::date AS month, currency, count(*) AS rows,
           sum(impressions) AS impressions, sum(clicks) AS clicks, sum(cost) AS cost, sum(conversions) AS conversions,
           sum(revenue) AS revenue, min(date) AS first_day, max(date) AS last_day
    FROM warehouse.campaign_metrics GROUP BY ad_account_id, month, currency
), found AS (
    SELECT ad_account_id, month, currency, sum(rows) AS rows, sum(impressions) AS impressions, sum(clicks) AS clicks,
           sum(cost) AS cost, sum(conversions) AS conversions, sum(revenue) AS revenue, min(first_day) AS first_day,
           max(last_day) AS last_day
    FROM marts.campaign_metrics_monthly GROUP BY ad_account_id, month, currency
)
SELECT ad_account_id, month, currency, expected.rows AS expected_rows, found.rows AS found_rows,
       expected.cost AS expected_cost, found.cost AS found_cost, expected.revenue AS expected_revenue,
       found.revenue AS found_revenue
FROM expected FULL JOIN found USING (ad_account_id, month, currency)
WHERE month NOT IN (SELECT month FROM archived)
  AND NOT EXISTS (SELECT FROM ops.touched_days AS waiting
                  WHERE waiting.ad_account_id = coalesce(expected.ad_account_id, found.ad_account_id)
                    AND date_trunc('month', waiting.date::timestamp)::date = month)
  AND (expected.rows, expected.impressions, expected.clicks, expected.cost, expected.conversions, expected.revenue,
       expected.first_day, expected.last_day)
      IS DISTINCT FROM
      (found.rows, found.impressions, found.clicks, found.cost, found.conversions, found.revenue, found.first_day,
       found.last_day)
ORDER BY month DESC, ad_account_id
LIMIT 50
