-- purpose: the staged products beside what is published of them: the product, and its figures of the snapshot's day
-- grain: product_id
-- rule: a version is (source_updated_at, fetched_at), where unknown is the oldest; the figures of a day go by fetched_at
-- plan: LIMIT has each looked up by its key, whatever little is known of a partition that just came
CREATE TEMP TABLE document ON COMMIT DROP AS
SELECT staged.*, product.id IS NULL AS is_new,
       (coalesce(staged.source_updated_at, '-infinity'), %(fetched_at)s)
           >= (coalesce(product.source_updated_at, '-infinity'), coalesce(product.fetched_at, '-infinity'))
       AND (staged.title, staged.sku, staged.category, staged.brand, staged.vendor, staged.description,
            staged.data_snapshot::jsonb, staged.status, staged.platform_status,
            staged.currency, staged.price, staged.original_price, staged.stock, staged.gravity, staged.popularity_rank,
            staged.commission_rate, staged.commission_amount, staged.initial_sale_amount, staged.rebill_rate,
            staged.rebill_amount, staged.has_rebills, staged.listed_at, staged.source_updated_at)
           IS DISTINCT FROM
           (product.title, product.sku, product.category, product.brand, product.vendor, product.description,
            product.data_snapshot, product.status, product.platform_status,
            product.currency::text, product.price, product.original_price, product.stock, product.gravity,
            product.popularity_rank, product.commission_rate, product.commission_amount, product.initial_sale_amount,
            product.rebill_rate, product.rebill_amount, product.has_rebills, product.listed_at,
            product.source_updated_at) AS is_changed,
       metric.date IS NULL
       OR %(fetched_at)s >= metric.fetched_at
          AND (staged.price, staged.original_price, staged.currency, staged.stock, staged.sales, staged.views,
               staged.likes, staged.rating, staged.comments, staged.gravity, staged.popularity_rank,
               staged.commission_rate, staged.commission_amount, staged.initial_sale_amount, staged.category)
              IS DISTINCT FROM
              (metric.price, metric.original_price, metric.currency::text, metric.stock, metric.sales, metric.views,
               metric.likes, metric.rating, metric.comments, metric.gravity, metric.popularity_rank,
               metric.commission_rate, metric.commission_amount, metric.initial_sale_amount, metric.category) AS has_news
FROM {stage} AS staged
LEFT JOIN LATERAL (
    SELECT * FROM warehouse.products AS one
    WHERE one.ad_account_id = %(ad_account_id)s AND one.product_id = staged.product_id
    LIMIT 1) AS product ON true
LEFT JOIN LATERAL (
    SELECT * FROM warehouse.product_metrics AS one
    WHERE one.date = staged.snapshot_date AND one.product_id = product.id
    LIMIT 1) AS metric ON true
