-- purpose: note that the platform refused a connection's secret; another connection to the account serves from then on
-- grain: no rows
-- parameters: connection_id, sealed (the refused secret as it is stored)
-- idempotence: only an active connection changes, and not one that was given another secret meanwhile
UPDATE app.marketing_accounts
SET is_connected = false, status = 'revoked', updated_at = now()
WHERE id = %(connection_id)s AND status = 'active' AND access_token = %(sealed)s
