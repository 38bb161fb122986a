-- purpose: users, teams of three people, customers without a team
-- grain: users, teams
-- parameters: users, teams
WITH people AS (
    INSERT INTO app.users (id, email, name, role, country)
    SELECT pg_temp.id('user', n), 'user' || n || '@example.com', 'User ' || n,
           CASE WHEN n <= 3 * %(teams)s THEN 'analyst' ELSE 'viewer' END,
           (ARRAY['US', 'KR', 'DE', 'GB', 'SG'])[1 + mod(n, 5)]
    FROM generate_series(1, %(users)s) AS n
)
INSERT INTO app.teams (id, owner_id, name, settings)
SELECT pg_temp.id('team', n), pg_temp.id('user', n), 'Team ' || n,
       jsonb_build_object('reporting_currency', 'USD', 'timezone', 'UTC')
FROM generate_series(1, %(teams)s) AS n
