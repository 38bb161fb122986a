-- purpose: write items that are new or changed, and only those
INSERT INTO warehouse.order_items
    (order_date, ad_account_id, order_sn, return_sn, line, item_id, model_id, sku, item_name, model_name, quantity,
     original_price, unit_price, amount, currency, batch_id, fetched_at)
SELECT order_date, %(ad_account_id)s, order_sn, return_sn, line, item_id, model_id, sku, item_name, model_name, quantity,
       original_price, unit_price, amount, currency, %(batch_id)s, %(fetched_at)s
FROM item_change
WHERE NOT is_gone
ORDER BY order_date, order_sn, return_sn, line
ON CONFLICT (ad_account_id, order_date, order_sn, return_sn, line) DO UPDATE
SET item_id = excluded.item_id, model_id = excluded.model_id, sku = excluded.sku, item_name = excluded.item_name,
    model_name = excluded.model_name, quantity = excluded.quantity, original_price = excluded.original_price,
    unit_price = excluded.unit_price, amount = excluded.amount, currency = excluded.currency,
    batch_id = excluded.batch_id, fetched_at = excluded.fetched_at, updated_at = now()
