-- purpose: what the shops took, month by month, net of returns on their own day
-- grain: month, currency; the last three months; orders that were never paid, or cancelled, do not count
SELECT to_char(order_date, 'YYYY-MM') AS month, currency, count(*) FILTER (WHERE return_sn = '') AS orders,
       sum(items_amount) FILTER (WHERE return_sn = '') AS gross,
       sum(items_amount) FILTER (WHERE return_sn <> '') AS returned, sum(items_amount) AS net
FROM warehouse.orders
WHERE (return_sn = '' AND status NOT IN ('pending', 'cancelled') OR status = 'refunded')
  AND order_date >= (SELECT date_trunc('month', max(order_date)::timestamp) - interval '2 months' FROM warehouse.orders)
GROUP BY 1, 2
ORDER BY 1, 2
