-- purpose: keep a connection's renewed tokens
-- grain: no rows
-- parameters: connection_id, access_token and refresh_token (encrypted), token_expires_at, renewable_until
-- idempotence: sets what it is told
UPDATE app.marketing_accounts
SET access_token = %(access_token)s, refresh_token = %(refresh_token)s, token_expires_at = %(token_expires_at)s,
    renewable_until = %(renewable_until)s, is_connected = true, updated_at = now()
WHERE id = %(connection_id)s
