-- purpose: note that the platform refused a connection's secret; another connection to the account serves from then on
-- grain: no rows
-- parameters: connection_id
-- idempotence: only an active connection changes
UPDATE app.marketing_accounts
SET is_connected = false, status = 'revoked', updated_at = now()
WHERE id = %(connection_id)s AND status = 'active'
