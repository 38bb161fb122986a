-- purpose: pause, resume or remove connections; a removed one forgets its secrets
-- grain: no rows
-- parameters: connection_ids, status
-- idempotence: sets what it is told
UPDATE app.marketing_accounts
SET status = %(status)s, updated_at = now(),
    access_token = CASE WHEN %(status)s <> 'removed' THEN access_token END,
    refresh_token = CASE WHEN %(status)s <> 'removed' THEN refresh_token END
WHERE id = ANY (%(connection_ids)s)
