-- purpose: have the marts recomputed of the days on which a product was ordered that is new, or gets another category
-- grain: account, day
-- rule: comes before merge, which makes the category that of the staged product
INSERT INTO ops.touched_days (ad_account_id, date, reason)
SELECT DISTINCT %(ad_account_id)s::bigint, item.order_date, 'publish'
FROM warehouse.order_items AS item
WHERE item.ad_account_id = %(ad_account_id)s
  AND item.item_id = ANY (ARRAY(
      SELECT document.product_id FROM document
      LEFT JOIN warehouse.products AS known
             ON known.ad_account_id = %(ad_account_id)s AND known.product_id = document.product_id
      WHERE document.is_changed AND document.category IS DISTINCT FROM known.category))
