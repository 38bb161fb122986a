-- purpose: put something on the list of what people must hear about: for the operators, and for each team that shares
--   the connection, or a connection to the account, and has settings for alerts
-- grain: no rows
-- parameters: now, severity, kind, dedupe_key, message, run_id, ad_account_id, connection_id (the last three may be NULL)
-- idempotence: what is open under the same key is renewed and its repeats are counted
INSERT INTO ops.alerts AS known
    (severity, kind, dedupe_key, message, run_id, ad_account_id, team_id, created_at, last_seen_at)
SELECT %(severity)s, %(kind)s, %(dedupe_key)s, %(message)s, %(run_id)s, %(ad_account_id)s, team_id, %(now)s, %(now)s
FROM (
    SELECT NULL::uuid AS team_id
    UNION
    SELECT team.id
    FROM app.marketing_accounts AS connection
    JOIN app.teams AS team ON team.id = connection.team_id
    WHERE connection.ad_account_id = %(ad_account_id)s AND connection.status <> 'removed'
      AND (%(connection_id)s::uuid IS NULL OR connection.id = %(connection_id)s)
      AND team.is_active AND team.settings ? 'alerts'
) AS concerned
ON CONFLICT (dedupe_key, team_id) WHERE resolved_at IS NULL DO UPDATE
SET repeats = known.repeats + 1, last_seen_at = excluded.last_seen_at, message = excluded.message,
    run_id = excluded.run_id, severity = excluded.severity
