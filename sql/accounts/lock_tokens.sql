-- purpose: a connection's tokens, held still until the transaction ends, so that one renewal follows the other
-- grain: one row, or none when the connection was removed
-- parameters: connection_id
SELECT access_token, refresh_token, coalesce(token_expires_at, '-infinity') AS token_expires_at
FROM app.marketing_accounts
WHERE id = %(connection_id)s AND access_token IS NOT NULL
FOR UPDATE
