-- purpose: own shops of the hundred biggest teams: products, payments, behaviour and funnels
-- grain: product, payment, event
-- parameters: first_day, days, records (of each kind), users
WITH owner AS (
    SELECT array_agg(pg_temp.id('team', n) ORDER BY n) AS teams, array_agg(pg_temp.id('user', n) ORDER BY n) AS users
    FROM generate_series(1, 100) AS n
), products AS (
    INSERT INTO app.products (id, user_id, team_id, name, category, current_price)
    SELECT pg_temp.id('product', n), owner.users[1 + mod(n, 100)], owner.teams[1 + mod(n, 100)], 'Product ' || n,
           'category ' || mod(n, 20), 10 + mod(n, 90)
    FROM generate_series(1, 2000) AS n CROSS JOIN owner
), moment AS (
    SELECT n, owner.teams[1 + mod(n, 100)] AS team_id, %(first_day)s::date + (n - 1) * interval '1 day' * %(days)s / %(records)s AS at
    FROM generate_series(1, %(records)s) AS n CROSS JOIN owner
), payments AS (
    INSERT INTO app.payments (team_id, user_id, product_id, amount, currency, status, completed_at, created_at)
    SELECT team_id, pg_temp.id('user', 1 + mod(n, %(users)s)), pg_temp.id('product', 1 + mod(n, 2000)), 10 + mod(n, 90),
           'USD', 'completed', at, at FROM moment WHERE mod(n, 5) = 0
), behaviour AS (
    INSERT INTO app.user_behavior (team_id, user_id, product_id, action, timestamp)
    SELECT team_id, pg_temp.id('user', 1 + mod(n, %(users)s)), pg_temp.id('product', 1 + mod(n, 2000)),
           (ARRAY['view', 'view', 'view', 'cart_add', 'purchase'])[1 + mod(n, 5)], at FROM moment
)
INSERT INTO app.conversions (team_id, user_id, stage, source, timestamp)
SELECT team_id, pg_temp.id('user', 1 + mod(n, %(users)s)),
       CASE WHEN mod(n, 20) = 0 THEN 'purchase' WHEN mod(n, 10) = 0 THEN 'checkout' WHEN mod(n, 5) = 0 THEN 'add_to_cart'
            WHEN mod(n, 2) = 0 THEN 'product_view' ELSE 'visit' END,
       (ARRAY['organic', 'newsletter', 'search', 'partner'])[1 + mod(n / 20, 4)], at
FROM moment
