-- purpose: months of accounts that a touched day is in and whose daily facts are still here
-- grain: account, month
CREATE TEMP TABLE campaign_months ON COMMIT DROP AS
SELECT DISTINCT ad_account_id, date_trunc('month', date::timestamp)::date AS month FROM account_days
