-- purpose: accounts whose orders, events or products are published, and the days their catalogue was read on
-- grain: one row an account
SELECT account.platform, account.account_id, bool_or(batch.stream = 'orders') AS has_orders,
       bool_or(batch.stream = 'events') AS has_events,
       array_agg(DISTINCT batch.window_end - 1) FILTER (WHERE batch.stream = 'products') AS catalogue_days
FROM ops.batches AS batch
JOIN warehouse.ad_accounts AS account ON account.id = batch.ad_account_id
WHERE batch.status = 'published' AND batch.stream IN ('orders', 'events', 'products')
GROUP BY account.platform, account.account_id
ORDER BY account.platform, account.account_id
