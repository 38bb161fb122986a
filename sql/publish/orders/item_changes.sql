-- purpose: what differs between the items of the documents and the published ones
-- grain: order_sn, return_sn, line; equal items are absent
-- plan: OFFSET 0 has the items of each document looked up by the primary key
CREATE TEMP TABLE item_change ON COMMIT DROP AS
SELECT order_date, order_sn, return_sn, line, new.line IS NULL AS is_gone, new.item_id, new.model_id, new.sku,
       new.item_name, new.model_name, new.quantity, new.original_price, new.unit_price, new.amount, new.currency
FROM (
    SELECT document.order_date, document.order_sn, document.return_sn, item.line::integer - 1 AS line, item.item_id,
           item.model_id, item.sku, item.item_name, item.model_name, item.quantity, item.original_price,
           item.unit_price, item.amount, document.currency::char(3) AS currency
    FROM document
    CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(document.items::jsonb) AS (
        item_id text, model_id text, sku text, item_name text, model_name text, quantity bigint,
        original_price numeric(20,6), unit_price numeric(20,6), amount numeric(20,6))) WITH ORDINALITY
        AS item (item_id, model_id, sku, item_name, model_name, quantity, original_price, unit_price, amount, line)
) AS new
FULL JOIN (
    SELECT stored.*
    FROM document
    CROSS JOIN LATERAL (
        SELECT * FROM warehouse.order_items AS one
        WHERE one.ad_account_id = %(ad_account_id)s AND one.order_date = document.order_date
          AND one.order_sn = document.order_sn AND one.return_sn = document.return_sn
        OFFSET 0) AS stored
    WHERE NOT document.is_new
) AS old USING (order_date, order_sn, return_sn, line)
WHERE (new.item_id, new.model_id, new.sku, new.item_name, new.model_name, new.quantity, new.original_price,
       new.unit_price, new.amount, new.currency)
      IS DISTINCT FROM
      (old.item_id, old.model_id, old.sku, old.item_name, old.model_name, old.quantity, old.original_price,
       old.unit_price, old.amount, old.currency)
