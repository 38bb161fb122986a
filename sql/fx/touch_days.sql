-- purpose: have the loaded days recomputed whose conversion a changed rate may change: the rate's day and the 7 after
-- grain: account, day
-- rule: a day converts between the account's currency and the reporting currency of each person who is connected to
--   it, of each team that has it, and the currency of their budgets, all priced in EUR, with the last rate at most 7 days
--   before; equal currencies convert without a rate
-- idempotence: writes nothing when no rate has changed
INSERT INTO ops.touched_days (ad_account_id, date, reason)
WITH membership AS (
    SELECT ad_account_id, user_id FROM app.marketing_accounts
    WHERE status <> 'removed' AND ad_account_id IS NOT NULL
    UNION
    SELECT connection.ad_account_id, member.user_id
    FROM app.marketing_accounts AS connection
    JOIN app.team_members AS member ON member.team_id = connection.team_id AND member.is_active
    WHERE connection.status <> 'removed' AND connection.ad_account_id IS NOT NULL
), team_accounts AS (
    SELECT coalesce(connection.team_id, person.team_id) AS team_id, connection.ad_account_id
    FROM app.marketing_accounts AS connection JOIN app.users AS person ON person.id = connection.user_id
    WHERE connection.status <> 'removed' AND connection.ad_account_id IS NOT NULL
), wanted AS (
    SELECT membership.ad_account_id,
           coalesce(person.settings ->> 'reporting_currency', team.settings ->> 'reporting_currency', 'USD') AS currency
    FROM membership
    JOIN app.users AS person ON person.id = membership.user_id
    LEFT JOIN app.teams AS team ON team.id = person.team_id
    UNION
    SELECT team_accounts.ad_account_id, coalesce(team.settings ->> 'reporting_currency', 'USD')
    FROM team_accounts JOIN app.teams AS team ON team.id = team_accounts.team_id
    UNION
    SELECT membership.ad_account_id, budget.currency
    FROM app.budgets AS budget JOIN membership ON membership.user_id = budget.user_id
    WHERE budget.team_id IS NULL
    UNION
    SELECT team_accounts.ad_account_id, budget.currency
    FROM app.budgets AS budget JOIN team_accounts ON team_accounts.team_id = budget.team_id
), conversion AS (
    SELECT account.id AS ad_account_id, account.currency::text AS native, wanted.currency AS wanted
    FROM wanted JOIN warehouse.ad_accounts AS account ON account.id = wanted.ad_account_id
), needed AS (
    SELECT ad_account_id, native AS currency FROM conversion WHERE native <> wanted
    UNION
    SELECT ad_account_id, wanted FROM conversion WHERE native <> wanted
), repriced AS (
    SELECT DISTINCT quote::text AS currency, date + later AS date
    FROM changed_rates CROSS JOIN generate_series(0, 7) AS later
    WHERE base = 'EUR' AND quote::text IN (SELECT currency FROM needed)
)
SELECT DISTINCT loaded.ad_account_id, loaded.date, 'rate'
FROM ops.loaded_days AS loaded
JOIN needed ON needed.ad_account_id = loaded.ad_account_id
JOIN repriced ON repriced.currency = needed.currency AND repriced.date = loaded.date
