-- purpose: ad accounts of five platforms, connected to teams whose sizes follow Zipf's law
-- grain: account
-- parameters: accounts, teams
WITH made AS (
    INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)
    SELECT (ARRAY['meta', 'google', 'naver', 'clickbank', 'shopee'])[1 + mod(n, 5)], 'scale' || n, 'Account ' || n,
           CASE mod(n, 5) WHEN 2 THEN 'KRW' WHEN 1 THEN 'EUR' ELSE 'USD' END, 'UTC'
    FROM generate_series(1, %(accounts)s) AS n
    RETURNING id, platform, account_id
)
INSERT INTO app.marketing_accounts (user_id, team_id, platform, account_id, ad_account_id)
SELECT pg_temp.id('user', owner.team), pg_temp.id('team', owner.team), platform, account_id, id
FROM made
CROSS JOIN LATERAL (SELECT pg_temp.zipf(substr(account_id, 6)::bigint, 1, %(teams)s) AS team) AS owner
