-- purpose: make an ad account known, or renew its name and status
-- grain: one row: what the warehouse holds afterwards; currency and zone are never changed, the caller compares them
-- parameters: platform, account_id, name, currency, timezone, platform_status
-- idempotence: by (platform, account_id)
INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone, platform_status)
VALUES (%(platform)s, %(account_id)s, %(name)s, %(currency)s, %(timezone)s, %(platform_status)s)
ON CONFLICT (platform, account_id) DO UPDATE
SET name = excluded.name, platform_status = excluded.platform_status, updated_at = now()
RETURNING id, currency, timezone
