-- purpose: note what became of a notice at a receiver
-- parameters: alert_id, notice, receiver, now, error (NULL when it was delivered)
-- idempotence: by alert, notice and receiver
INSERT INTO ops.alert_deliveries AS known (alert_id, notice, receiver, delivered_at, failures, last_error, tried_at)
VALUES (%(alert_id)s, %(notice)s, %(receiver)s, CASE WHEN %(error)s::text IS NULL THEN %(now)s::timestamptz END,
        (%(error)s::text IS NOT NULL)::integer, %(error)s, %(now)s)
ON CONFLICT (alert_id, notice, receiver) DO UPDATE
SET delivered_at = excluded.delivered_at, failures = known.failures + excluded.failures,
    last_error = coalesce(excluded.last_error, known.last_error), tried_at = excluded.tried_at
