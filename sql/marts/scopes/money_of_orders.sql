-- purpose: money of marketplaces' orders and returns, each on its own day in the account's zone
-- grain: order or return as a whole, and its items; what the items come to is taken off the part that is not itemised
-- rules: an order counts once it is paid and unless it is cancelled, with what the buyer paid; a return counts once it is
--   refunded and unless its order, which never counted, is cancelled, with what the buyer got back. A Shopee shop sells in
--   one country, whose code its currency begins with (ISO 4217); EUR has none
-- plan: documents by (ad_account_id, order_date), items and the order of a return by the order's number
INSERT INTO money (team_id, source, date, currency, country, product_key, product_name, category, gross_revenue, refunds,
                   orders)
WITH document AS (
    SELECT touched.team_id, touched.source, one.order_date, one.ad_account_id, one.order_sn, one.return_sn, one.currency,
           coalesce(one.total_amount, one.items_amount) AS amount, account.account_id,
           CASE WHEN touched.source = 'shopee' AND one.currency <> 'EUR' THEN left(one.currency, 2) ELSE 'ZZ' END AS country
    FROM money_days AS touched
    JOIN team_accounts ON team_accounts.team_id = touched.team_id
    JOIN warehouse.ad_accounts AS account ON account.id = team_accounts.ad_account_id AND account.platform = touched.source
    JOIN warehouse.orders AS one ON one.ad_account_id = account.id AND one.order_date = touched.date
    WHERE one.order_date BETWEEN (SELECT min(date) FROM money_days) AND (SELECT max(date) FROM money_days)
      AND CASE WHEN one.return_sn = '' THEN
              one.status <> 'cancelled' AND (one.paid_at IS NOT NULL OR one.status = 'completed')
          ELSE
              one.status = 'refunded' AND NOT EXISTS (
                  SELECT FROM warehouse.orders AS sold
                  WHERE sold.ad_account_id = one.ad_account_id AND sold.order_sn = one.order_sn AND sold.return_sn = ''
                    AND sold.status = 'cancelled' AND sold.order_date <= one.order_date) END
), part AS (
    SELECT document.*, '' AS product_key, NULL AS product_name, '' AS category, amount AS part
    FROM document
    UNION ALL
    SELECT document.*, key.name, CASE WHEN key.name <> '' THEN item.item_name END,
           CASE WHEN key.name <> '' THEN coalesce(nullif(product.category, ''), 'unknown') ELSE '' END,
           CASE WHEN key.name <> '' THEN item.amount ELSE -item.amount END
    FROM document
    JOIN warehouse.order_items AS item USING (ad_account_id, order_date, order_sn, return_sn)
    LEFT JOIN warehouse.products AS product
           ON product.ad_account_id = item.ad_account_id AND product.product_id = item.item_id
    CROSS JOIN LATERAL (VALUES (document.account_id || '/' || item.item_id), ('')) AS key (name)
    WHERE item.order_date BETWEEN (SELECT min(date) FROM money_days) AND (SELECT max(date) FROM money_days)
)
SELECT team_id, source, order_date, currency, country, product_key, product_name, category,
       CASE WHEN return_sn = '' THEN part ELSE 0 END, CASE WHEN return_sn = '' THEN 0 ELSE -part END, 0
FROM part
UNION ALL
SELECT team_id, source, order_date, currency, country, NULL, NULL, '', 0, 0, 1
FROM document WHERE return_sn = ''
