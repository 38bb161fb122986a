-- purpose: write the products that are new or differ; the counts are of staged products, whatever of them is written
-- grain: one row with the counts
WITH written AS (
    INSERT INTO warehouse.products
        (ad_account_id, product_id, platform, title, sku, category, brand, vendor, description, data_snapshot, status,
         platform_status, currency, price, original_price, stock, gravity, popularity_rank, commission_rate,
         commission_amount, initial_sale_amount, rebill_rate, rebill_amount, has_rebills, listed_at, source_updated_at, batch_id, fetched_at)
    SELECT %(ad_account_id)s, product_id, %(platform)s, title, sku, category, brand, vendor, description,
           data_snapshot::jsonb, status, platform_status, currency, price, original_price, stock, gravity,
           popularity_rank, commission_rate, commission_amount, initial_sale_amount, rebill_rate, rebill_amount, has_rebills, listed_at, source_updated_at, %(batch_id)s,
           %(fetched_at)s
    FROM document
    WHERE is_changed
    ORDER BY product_id
    ON CONFLICT (ad_account_id, product_id) DO UPDATE
    SET title = excluded.title, sku = excluded.sku, category = excluded.category, brand = excluded.brand,
        vendor = excluded.vendor, description = excluded.description, data_snapshot = excluded.data_snapshot,
        status = excluded.status, platform_status = excluded.platform_status, currency = excluded.currency,
        price = excluded.price, original_price = excluded.original_price, stock = excluded.stock,
        gravity = excluded.gravity, popularity_rank = excluded.popularity_rank,
        commission_rate = excluded.commission_rate, commission_amount = excluded.commission_amount,
        initial_sale_amount = excluded.initial_sale_amount, rebill_rate = excluded.rebill_rate,
        rebill_amount = excluded.rebill_amount, has_rebills = excluded.has_rebills,
        listed_at = excluded.listed_at, source_updated_at = excluded.source_updated_at,
        batch_id = excluded.batch_id, fetched_at = excluded.fetched_at, updated_at = now()
)
SELECT count(*) FILTER (WHERE is_new) AS inserted,
       count(*) FILTER (WHERE NOT is_new AND (is_changed OR has_news)) AS updated, 0 AS deleted,
       count(*) FILTER (WHERE NOT (is_changed OR has_news)) AS unchanged
FROM document
