-- purpose: remember what a health check found
-- parameters: subject, is_healthy, detail, value
-- idempotence: one row a check and moment
INSERT INTO ops.health (checked_at, subject, is_healthy, detail, value)
VALUES (clock_timestamp(), %(subject)s, %(is_healthy)s, %(detail)s, %(value)s)
