-- purpose: the products' figures of the snapshot's day: new ones, and those that a later look found different
-- grain: date, product
INSERT INTO warehouse.product_metrics
    (date, product_id, ad_account_id, price, original_price, currency, stock, sales, views, likes, rating, comments,
     gravity, popularity_rank, commission_rate, commission_amount, initial_sale_amount, category, batch_id,
     fetched_at)
SELECT document.snapshot_date, product.id, %(ad_account_id)s, document.price, document.original_price, document.currency,
       document.stock, document.sales, document.views, document.likes, document.rating, document.comments,
       document.gravity, document.popularity_rank, document.commission_rate, document.commission_amount,
       document.initial_sale_amount, document.category, %(batch_id)s, %(fetched_at)s
FROM document
CROSS JOIN LATERAL (
    SELECT one.id FROM warehouse.products AS one
    WHERE one.ad_account_id = %(ad_account_id)s AND one.product_id = document.product_id
    LIMIT 1) AS product
WHERE document.has_news
ORDER BY document.snapshot_date, product.id
ON CONFLICT (date, product_id) DO UPDATE
SET price = excluded.price, original_price = excluded.original_price, currency = excluded.currency,
    stock = excluded.stock, sales = excluded.sales, views = excluded.views, likes = excluded.likes,
    rating = excluded.rating, comments = excluded.comments, gravity = excluded.gravity,
    popularity_rank = excluded.popularity_rank, commission_rate = excluded.commission_rate,
    commission_amount = excluded.commission_amount, initial_sale_amount = excluded.initial_sale_amount,
    category = excluded.category, batch_id = excluded.batch_id, fetched_at = excluded.fetched_at, updated_at = now()
