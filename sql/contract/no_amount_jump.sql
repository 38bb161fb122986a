-- purpose: a batch whose usual order is worth far more than the account's usual order (units mistaken); no row is good
-- plan: history is one index range of (ad_account_id, order_date)
SELECT here.median, here.orders, usual.median AS usual_median, usual.orders AS usual_orders
FROM (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY items_amount) AS median, count(*) AS orders
      FROM {stage} AS staged WHERE return_sn = '' AND items_amount > 0) AS here
CROSS JOIN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY items_amount) AS median, count(*) AS orders
            FROM {fact}
            WHERE ad_account_id = {ad_account_id} AND return_sn = '' AND items_amount > 0
              AND order_date >= {window_end}::date - 90 AND order_date < {window_end}::date) AS usual
WHERE here.orders >= 30 AND usual.orders >= 30 AND here.median > usual.median * 50
