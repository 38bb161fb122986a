-- purpose: put something on the list of what people must hear about; what is open under the same key stays as it is
-- grain: at most one row
-- parameters: severity, kind, dedupe_key, message, run_id
-- idempotence: by dedupe_key, until it is resolved
INSERT INTO ops.alerts (severity, kind, dedupe_key, message, run_id)
VALUES (%(severity)s, %(kind)s, %(dedupe_key)s, %(message)s, %(run_id)s)
ON CONFLICT (dedupe_key) WHERE resolved_at IS NULL DO NOTHING
