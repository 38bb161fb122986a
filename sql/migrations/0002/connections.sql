-- purpose: how long a connection's right to read lasts, where it has an end.
ALTER TABLE app.marketing_accounts
    ADD COLUMN renewable_until timestamptz,
    ADD COLUMN access_ends_at timestamptz;
COMMENT ON COLUMN app.marketing_accounts.renewable_until IS 'When the refresh token ends; each renewal moves it on; NULL when there is none';
COMMENT ON COLUMN app.marketing_accounts.access_ends_at IS 'When the account owner''s consent ends and must be given anew; NULL when it does not';
