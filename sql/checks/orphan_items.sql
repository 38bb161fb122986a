-- purpose: items without their order or return; partitioned tables carry no foreign keys, so this looks
-- grain: one row a document, of those that batches of the window wrote
-- parameters: platform, window_start, window_end (excluded; days of the updates, which is what a window is about)
SELECT account.account_id AS account, item.order_sn AS "order", item.return_sn AS "return",
       item.order_date::text AS day, count(*) AS items
FROM ops.batches AS batch
JOIN warehouse.order_items AS item ON item.batch_id = batch.id
JOIN warehouse.ad_accounts AS account ON account.id = item.ad_account_id
WHERE batch.platform = %(platform)s AND batch.status = 'published'
  AND batch.window_start < %(window_end)s AND batch.window_end > %(window_start)s
  AND NOT EXISTS (SELECT FROM warehouse.orders AS known
                  WHERE known.order_date = item.order_date AND known.ad_account_id = item.ad_account_id
                    AND known.order_sn = item.order_sn AND known.return_sn = item.return_sn)
GROUP BY account.account_id, item.order_sn, item.return_sn, item.order_date
ORDER BY account, "order", "return"
LIMIT 50
