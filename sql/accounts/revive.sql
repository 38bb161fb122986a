-- purpose: a connection that was given a good secret works again if it was revoked; a paused one stays paused
-- grain: no rows
-- parameters: connection_id, access_ends_at
-- idempotence: sets what it is told
UPDATE app.marketing_accounts
SET status = CASE status WHEN 'revoked' THEN 'active' ELSE status END, access_ends_at = %(access_ends_at)s
WHERE id = %(connection_id)s
