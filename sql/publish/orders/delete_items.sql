-- purpose: remove items that the newest version of a document no longer has
DELETE FROM warehouse.order_items AS stored USING item_change AS change
WHERE change.is_gone
  AND stored.ad_account_id = %(ad_account_id)s AND stored.order_date = change.order_date
  AND stored.order_sn = change.order_sn AND stored.return_sn = change.return_sn AND stored.line = change.line
