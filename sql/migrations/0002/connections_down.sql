-- purpose: take the connections' ends back.
ALTER TABLE app.marketing_accounts DROP COLUMN renewable_until, DROP COLUMN access_ends_at;
