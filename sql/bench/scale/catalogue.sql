-- purpose: the public catalogue a week apart, where a third of the products has risen and a third fallen
-- grain: date, product
-- parameters: last_day
WITH snapshots AS (
    INSERT INTO warehouse.product_metrics (date, product_id, ad_account_id, category, currency, gravity, batch_id, fetched_at)
    SELECT day, product.id, product.ad_account_id, product.category, product.currency,
           product.gravity + CASE WHEN day = %(last_day)s THEN mod(product.id / 10, 3) ELSE 1 END, 1, now()
    FROM warehouse.products AS product CROSS JOIN unnest(ARRAY[%(last_day)s::date - 7, %(last_day)s::date]) AS day
    WHERE product.gravity IS NOT NULL
    RETURNING ad_account_id, date
)
INSERT INTO ops.touched_days (ad_account_id, date, reason) SELECT DISTINCT ad_account_id, date, 'publish' FROM snapshots
