-- purpose: orders and returns whose quantity or items_amount is not the sum of their items
-- grain: one row a document, of those that batches of the window wrote
-- parameters: platform, window_start, window_end (excluded; days of the updates, which is what a window is about)
SELECT account.account_id AS account, document.order_sn AS "order", document.return_sn AS "return",
       document.order_date::text AS day, document.quantity, item.quantity AS quantity_of_items,
       document.items_amount::text AS items_amount, item.amount::text AS amount_of_items
FROM ops.batches AS batch
JOIN warehouse.orders AS document ON document.batch_id = batch.id
JOIN warehouse.ad_accounts AS account ON account.id = document.ad_account_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(one.quantity), 0)::bigint AS quantity, coalesce(sum(one.amount), 0) AS amount
    FROM warehouse.order_items AS one
    WHERE one.ad_account_id = document.ad_account_id AND one.order_date = document.order_date
      AND one.order_sn = document.order_sn AND one.return_sn = document.return_sn) AS item
WHERE batch.platform = %(platform)s AND batch.status = 'published'
  AND batch.window_start < %(window_end)s AND batch.window_end > %(window_start)s
  AND (document.quantity, document.items_amount) <> (item.quantity, item.amount)
ORDER BY account, "order", "return"
LIMIT 50
