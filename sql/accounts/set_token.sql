-- purpose: give a connection another secret; a revoked one works again, a paused one stays paused
-- grain: no rows
-- parameters: connection_id, access_token (encrypted)
-- idempotence: sets what it is told
UPDATE app.marketing_accounts
SET access_token = %(access_token)s, token_expires_at = NULL, is_connected = true, updated_at = now(),
    status = CASE status WHEN 'revoked' THEN 'active' ELSE status END
WHERE id = %(connection_id)s
