-- purpose: grave security alerts that nobody has resolved in the application
-- grain: one row an alert
-- parameters: none
SELECT concat_ws(':', 'security_alert', type, id) AS dedupe_key, description AS message, NULL::text AS run_id,
       NULL::bigint AS ad_account_id, NULL::uuid AS connection_id
FROM app.security_alerts
WHERE NOT resolved AND severity IN ('high', 'critical')
ORDER BY dedupe_key
