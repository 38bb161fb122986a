-- purpose: a public catalogue of a tenth, and the shops' own products
-- grain: product
-- parameters: products
WITH catalogue AS (
    INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)
    VALUES ('clickbank', 'marketplace', 'ClickBank marketplace', 'USD', 'America/Los_Angeles') RETURNING id
), shop AS (
    SELECT array_agg(id ORDER BY id) AS ids FROM warehouse.ad_accounts WHERE platform = 'shopee'
)
INSERT INTO warehouse.products (ad_account_id, product_id, platform, title, description, category, status, platform_status,
                                currency, price, stock, gravity, popularity_rank, commission_rate, commission_amount, batch_id, fetched_at)
SELECT CASE WHEN mod(n, 10) = 0 THEN catalogue.id ELSE shop.ids[1 + mod(n, cardinality(shop.ids))] END, 'p' || n,
       CASE WHEN mod(n, 10) = 0 THEN 'clickbank' ELSE 'shopee' END,
       (ARRAY['Garden', 'Keto', 'Guitar', 'Yoga', 'Crypto', 'Puppy'])[1 + mod(n, 6)] || ' '
           || (ARRAY['course', 'guide', 'kit', 'planner'])[1 + mod(n / 6, 4)] || ' ' || n,
       'What ' || n || ' is about', 'category ' || mod(n, 200), 'active', 'NORMAL', 'USD', 5 + mod(n, 100), mod(n, 50),
       CASE WHEN mod(n, 10) = 0 THEN round((300 * pg_temp.draw(n, 2) ^ 4)::numeric, 2) END, 1 + n / 10,
       CASE WHEN mod(n, 10) = 0 THEN 25 + mod(n, 50) END, CASE WHEN mod(n, 10) = 0 THEN mod(n, 120) END, 1, now()
FROM generate_series(1, %(products)s) AS n CROSS JOIN catalogue CROSS JOIN shop
