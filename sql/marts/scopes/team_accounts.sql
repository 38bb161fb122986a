-- purpose: which accounts are a team's: those whose connection it shares, and those that people whose default team it
--   is connected for themselves
-- grain: team, account
CREATE TEMP TABLE team_accounts ON COMMIT DROP AS
SELECT DISTINCT coalesce(connection.team_id, person.team_id) AS team_id, connection.ad_account_id
FROM app.marketing_accounts AS connection
JOIN app.users AS person ON person.id = connection.user_id
WHERE connection.status <> 'removed' AND connection.ad_account_id IS NOT NULL
  AND coalesce(connection.team_id, person.team_id) IS NOT NULL
