-- purpose: what people may have to be told: alerts that are open, and those lately resolved that somebody had heard of
-- grain: one row an alert; first those that no receiver has refused
-- parameters: now, resolved_days
SELECT alert.id, alert.severity, alert.kind, alert.dedupe_key, alert.message, alert.run_id, alert.created_at,
       alert.resolved_at, alert.repeats, account.platform, account.account_id, team.id AS team_id, team.name AS team,
       team.is_active AND team.settings ? 'alerts' AS team_listens, team.settings -> 'alerts' AS team_settings,
       alert.run_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM ops.runs WHERE runs.run_id = alert.run_id) AS is_dagster_run,
       coalesce(delivered.open, ARRAY[]::text[]) AS told, coalesce(delivered.resolved, ARRAY[]::text[]) AS told_resolved
FROM ops.alerts AS alert
LEFT JOIN warehouse.ad_accounts AS account ON account.id = alert.ad_account_id
LEFT JOIN app.teams AS team ON team.id = alert.team_id
LEFT JOIN LATERAL (
    SELECT array_agg(receiver) FILTER (WHERE notice = 'open' AND delivered_at IS NOT NULL) AS open,
           array_agg(receiver) FILTER (WHERE notice = 'resolved' AND delivered_at IS NOT NULL) AS resolved,
           sum(failures) FILTER (WHERE delivered_at IS NULL) AS failures
    FROM ops.alert_deliveries WHERE alert_id = alert.id
) AS delivered ON true
WHERE alert.resolved_at IS NULL
   OR alert.resolved_at > %(now)s - make_interval(days => %(resolved_days)s) AND delivered.open IS NOT NULL
ORDER BY coalesce(delivered.failures, 0), alert.id
