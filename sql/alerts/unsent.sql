-- purpose: alerts of the last day that nobody has heard about yet
-- grain: one row an alert, oldest first
SELECT id, severity, kind, dedupe_key, message, run_id, created_at
FROM ops.alerts
WHERE sent_at IS NULL AND resolved_at IS NULL AND created_at > now() - interval '1 day'
ORDER BY id
