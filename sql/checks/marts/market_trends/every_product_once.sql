-- purpose: days on which the categories' products do not add up to the public catalogue's; days that wait are
--   left out
-- grain: platform, day
WITH counted AS (
    SELECT account.platform, metric.ad_account_id, metric.date, count(*) AS products
    FROM warehouse.product_metrics AS metric
    JOIN warehouse.ad_accounts AS account
      ON account.id = metric.ad_account_id AND (account.platform, account.account_id) = ('clickbank', 'marketplace')
    GROUP BY account.platform, metric.ad_account_id, metric.date
), summed AS (
    SELECT platform, date, sum(products)::bigint AS products FROM marts.market_trends GROUP BY platform, date
)
SELECT platform, date::text AS day, counted.products, summed.products AS products_in_mart
FROM counted LEFT JOIN summed USING (platform, date)
WHERE counted.products IS DISTINCT FROM summed.products
  AND NOT EXISTS (SELECT FROM ops.touched_days AS waiting
                  WHERE waiting.ad_account_id = counted.ad_account_id AND waiting.date = counted.date)
ORDER BY platform, day
LIMIT 50
