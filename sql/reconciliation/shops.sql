-- purpose: accounts whose orders or products are published, and the last day their catalogue was read
-- grain: one row an account
SELECT account.platform, account.account_id, bool_or(batch.stream = 'orders') AS has_orders,
       max(batch.window_end - 1) FILTER (WHERE batch.stream = 'products') AS last_catalogue
FROM ops.batches AS batch
JOIN warehouse.ad_accounts AS account ON account.id = batch.ad_account_id
WHERE batch.status = 'published' AND batch.stream IN ('orders', 'products')
GROUP BY account.platform, account.account_id
ORDER BY account.platform, account.account_id
