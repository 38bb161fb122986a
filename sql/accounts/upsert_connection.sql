-- purpose: connect a person to an ad account, or renew the connection; an earlier team is kept when none is given
-- grain: one row: the connection's id
-- parameters: user_id, team_id (or NULL), platform, account_id, account_name, ad_account_id, access_token (encrypted)
-- idempotence: by (user, platform, account_id)
INSERT INTO app.marketing_accounts (user_id, team_id, platform, account_id, account_name, ad_account_id, access_token)
VALUES (%(user_id)s, %(team_id)s, %(platform)s, %(account_id)s, %(account_name)s, %(ad_account_id)s, %(access_token)s)
ON CONFLICT (user_id, platform, account_id) DO UPDATE
SET team_id = coalesce(excluded.team_id, marketing_accounts.team_id), account_name = excluded.account_name,
    ad_account_id = excluded.ad_account_id, access_token = excluded.access_token, token_expires_at = NULL,
    status = 'active', is_connected = true, updated_at = now()
RETURNING id
