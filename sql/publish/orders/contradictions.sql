-- purpose: documents that are published with another day of creation, which never changes; no row is good
-- grain: one row a document, at most ten
SELECT format('order %%s%%s: expected order_date %%s as published, got %%s', order_sn,
              CASE WHEN return_sn <> '' THEN ' return ' || return_sn END, stored.order_date, document.order_date) AS contradiction
FROM document
CROSS JOIN LATERAL (
    SELECT one.order_date FROM warehouse.orders AS one
    WHERE one.ad_account_id = %(ad_account_id)s AND one.order_sn = document.order_sn
      AND one.return_sn = document.return_sn AND one.order_date <> document.order_date
    LIMIT 1) AS stored
WHERE document.is_new
ORDER BY order_sn, return_sn
LIMIT 10
