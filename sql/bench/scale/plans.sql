-- purpose: what a year leaves unfinished in the own shops of the hundred biggest teams: a budget, a test of two variants with
--   two hundred participants, and a subscription
-- grain: budget, test, result, plan, subscription
-- parameters: first_day, last_day
WITH team AS (
    SELECT n, pg_temp.id('team', n) AS id, pg_temp.id('user', n) AS owner_id FROM generate_series(1, 100) AS n
), budgets AS (
    INSERT INTO app.budgets (user_id, team_id, name, total_amount, currency, period_type, start_date, end_date)
    SELECT owner_id, id, 'The year', 100000, 'USD', 'yearly', %(first_day)s, %(last_day)s FROM team
), tests AS (
    INSERT INTO app.ab_tests (id, team_id, name, status) SELECT pg_temp.id('test', n), id, 'Button', 'running' FROM team
), results AS (
    INSERT INTO app.ab_test_results (test_id, variant, converted, timestamp)
    SELECT pg_temp.id('test', n), CASE mod(result, 2) WHEN 0 THEN 'A' ELSE 'B' END, mod(result, 7) = 0, %(first_day)s
    FROM team CROSS JOIN generate_series(1, 200) AS result
), plans AS (
    INSERT INTO app.subscription_plans (id, team_id, name, price, currency)
    SELECT pg_temp.id('plan', n), id, 'Monthly', 20, 'USD' FROM team
)
INSERT INTO app.subscriptions (team_id, user_id, plan_id, created_at)
SELECT id, owner_id, pg_temp.id('plan', n), %(first_day)s FROM team
