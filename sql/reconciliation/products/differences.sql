-- purpose: every field in which products, or their figures of the day, differ from the truth
-- grain: account, product_id, field; a product on one side only differs in `document` alone
-- parts: fields (rows of position, name, expected, found)
WITH expected AS (
    SELECT account.id AS ad_account_id, told.*, told.price AS day_price,
           told.original_price AS day_original_price, told.stock AS day_stock, told.gravity AS day_gravity,
           told.popularity_rank AS day_popularity_rank, told.commission_rate AS day_commission_rate,
           told.commission_amount AS day_commission_amount, told.initial_sale_amount AS day_initial_sale_amount,
           told.data_snapshot::jsonb AS snapshot
    FROM told_product AS told
    JOIN warehouse.ad_accounts AS account ON account.platform = told.platform AND account.account_id = told.account_id
), found AS (
    SELECT product.*, product.data_snapshot AS snapshot, metric.price AS day_price, metric.original_price AS day_original_price,
           metric.stock AS day_stock, metric.gravity AS day_gravity, metric.popularity_rank AS day_popularity_rank,
           metric.commission_rate AS day_commission_rate, metric.commission_amount AS day_commission_amount,
           metric.initial_sale_amount AS day_initial_sale_amount, metric.sales, metric.views, metric.likes,
           metric.rating, metric.comments
    FROM warehouse.products AS product
    LEFT JOIN expected USING (ad_account_id, product_id)
    LEFT JOIN warehouse.product_metrics AS metric
           ON metric.product_id = product.id AND metric.date = expected.snapshot_date
    WHERE product.ad_account_id IS NOT NULL
)
SELECT account.platform, account.account_id, 'product ' || product_id AS document,
       field.name AS field, field.expected, field.found
FROM expected
FULL JOIN found USING (ad_account_id, product_id)
JOIN warehouse.ad_accounts AS account ON account.id = ad_account_id
CROSS JOIN LATERAL (VALUES
    (0, 'document', (expected.title IS NOT NULL)::integer::text, (found.title IS NOT NULL)::integer::text),
    {fields}) AS field (position, name, expected, found)
WHERE field.expected IS DISTINCT FROM field.found
  AND (field.position = 0 OR (expected.title IS NOT NULL AND found.title IS NOT NULL))
ORDER BY account.platform, account.account_id, product_id, field.position
