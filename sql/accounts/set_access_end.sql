-- purpose: keep when the consent behind a connection ends
-- grain: no rows
-- parameters: connection_id, access_ends_at
-- idempotence: an equal end is not written again
UPDATE app.marketing_accounts SET access_ends_at = %(access_ends_at)s
WHERE id = %(connection_id)s AND access_ends_at IS DISTINCT FROM %(access_ends_at)s::timestamptz
