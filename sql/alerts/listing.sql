-- purpose: what is wrong now, and who has heard of it
-- grain: one row an open alert, the gravest first
-- parameters: none
SELECT alert.id, alert.severity, alert.kind, alert.message, alert.repeats, alert.created_at, team.name AS team,
       delivered.told, delivered.last_error
FROM ops.alerts AS alert
LEFT JOIN app.teams AS team ON team.id = alert.team_id
LEFT JOIN LATERAL (
    SELECT array_agg(receiver ORDER BY receiver) FILTER (WHERE delivered_at IS NOT NULL) AS told,
           string_agg(receiver || ': ' || last_error, '; ' ORDER BY receiver) FILTER (WHERE delivered_at IS NULL) AS last_error
    FROM ops.alert_deliveries WHERE alert_id = alert.id AND notice = 'open'
) AS delivered ON true
WHERE alert.resolved_at IS NULL
ORDER BY array_position(ARRAY['error', 'warning', 'info'], alert.severity), alert.created_at, alert.id
