-- purpose: from when on an account is expected to report: its first loaded day (or its connection), unless it is read for
--   other streams only
-- grain: account, of those that recomputed users and teams have
CREATE TEMP TABLE first_days ON COMMIT DROP AS
SELECT account.id AS ad_account_id, account.platform, account.timezone,
       coalesce((SELECT min(date) FROM ops.loaded_days AS loaded
                 WHERE loaded.ad_account_id = account.id AND loaded.stream = 'campaign_daily'),
                (SELECT min(created_at)::date FROM app.marketing_accounts AS connection
                 WHERE connection.ad_account_id = account.id)) AS first_day
FROM warehouse.ad_accounts AS account
WHERE account.id IN (SELECT ad_account_id FROM account_days_of_periods)
  AND (NOT EXISTS (SELECT FROM ops.batches AS batch WHERE batch.ad_account_id = account.id)
       OR EXISTS (SELECT FROM ops.batches AS batch
                  WHERE batch.ad_account_id = account.id AND batch.stream = 'campaign_daily'))
