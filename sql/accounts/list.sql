-- purpose: every connection with its state and how its account's syncs went; no secrets
-- grain: one row a connection
-- parameters: none
SELECT connection.platform, connection.account_id, connection.account_name, account.currency, account.timezone,
       person.email AS user_email, team.name AS team, connection.status, connection.is_connected,
       synced.last_sync_at, attempt.status = 'failed' AS last_attempt_failed, attempt.error_class
FROM app.marketing_accounts AS connection
JOIN app.users AS person ON person.id = connection.user_id
LEFT JOIN app.teams AS team ON team.id = connection.team_id
LEFT JOIN warehouse.ad_accounts AS account ON account.id = connection.ad_account_id
LEFT JOIN LATERAL (
    SELECT max(last_success_at) AS last_sync_at FROM ops.stream_state WHERE ad_account_id = account.id
) AS synced ON true
LEFT JOIN LATERAL (
    SELECT status, error_class FROM ops.data_sync_logs
    WHERE ad_account_id = account.id ORDER BY started_at DESC, status = 'failed' DESC LIMIT 1
) AS attempt ON true
ORDER BY connection.platform, connection.account_id, person.email
