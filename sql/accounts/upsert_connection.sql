-- purpose: connect a person to an ad account, or renew the connection; an earlier team is kept when none is given
-- grain: one row: the connection's id
-- parameters: user_id, team_id (or NULL), platform, account_id, account_name, ad_account_id, access_ends_at; access_token
--   and refresh_token (encrypted), token_expires_at, renewable_until
-- idempotence: by (user, platform, account_id)
INSERT INTO app.marketing_accounts
    (user_id, team_id, platform, account_id, account_name, ad_account_id, access_token, refresh_token, token_expires_at,
     renewable_until, access_ends_at)
VALUES (%(user_id)s, %(team_id)s, %(platform)s, %(account_id)s, %(account_name)s, %(ad_account_id)s, %(access_token)s,
        %(refresh_token)s, %(token_expires_at)s, %(renewable_until)s, %(access_ends_at)s)
ON CONFLICT (user_id, platform, account_id) DO UPDATE
SET team_id = coalesce(excluded.team_id, marketing_accounts.team_id), account_name = excluded.account_name,
    ad_account_id = excluded.ad_account_id, access_token = excluded.access_token, refresh_token = excluded.refresh_token,
    token_expires_at = excluded.token_expires_at, renewable_until = excluded.renewable_until,
    access_ends_at = excluded.access_ends_at, status = 'active', is_connected = true, updated_at = now()
RETURNING id
