-- purpose: figures of products that warehouse.products does not know; partitioned tables carry no foreign keys
-- grain: one row an account and product key
-- parameters: platform, window_start, window_end (excluded)
SELECT account.account_id AS account, fact.product_id AS product, min(fact.date)::text AS first_day,
       max(fact.date)::text AS last_day, count(*) AS rows
FROM warehouse.product_metrics AS fact
JOIN warehouse.ad_accounts AS account ON account.id = fact.ad_account_id
WHERE account.platform = %(platform)s AND fact.date >= %(window_start)s AND fact.date < %(window_end)s
  AND NOT EXISTS (SELECT FROM warehouse.products AS product WHERE product.id = fact.product_id)
GROUP BY account.account_id, fact.product_id
ORDER BY account, product
LIMIT 50
