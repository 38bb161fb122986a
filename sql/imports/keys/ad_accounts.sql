-- purpose: natural keys of ad accounts
-- grain: one row an account
SELECT id, platform || '/' || account_id AS key FROM warehouse.ad_accounts
