-- purpose: have the marts recomputed of the days of what was written, and of the returns of orders that changed: those of
--   a cancelled order do not count
-- grain: account, day
-- plan: an array has each partition's index of (ad_account_id, order_sn) read once, in order, however many the orders
INSERT INTO ops.touched_days (ad_account_id, date, reason)
WITH written AS (
    SELECT order_date, order_sn, return_sn FROM document
    WHERE is_changed OR (order_sn, return_sn) IN (SELECT order_sn, return_sn FROM item_change)
)
SELECT %(ad_account_id)s, order_date, 'publish' FROM written
UNION
SELECT %(ad_account_id)s, returned.order_date, 'publish'
FROM warehouse.orders AS returned
WHERE returned.ad_account_id = %(ad_account_id)s AND returned.return_sn <> ''
  AND returned.order_sn = ANY (ARRAY(SELECT order_sn FROM written WHERE return_sn = ''))
  AND returned.order_date >= (SELECT min(order_date) FROM written WHERE return_sn = '')
