-- purpose: which accounts should have reported each recomputed day of a user, and whether they did: an account is
--   expected from its first loaded day (or its connection) on, unless it is read for other streams only
-- grain: user, day, account
CREATE TEMP TABLE expected_accounts ON COMMIT DROP AS
WITH first_seen AS (
    SELECT account.id AS ad_account_id, account.platform, account.timezone,
           coalesce((SELECT min(date) FROM ops.loaded_days AS loaded
                     WHERE loaded.ad_account_id = account.id AND loaded.stream = 'campaign_daily'),
                    (SELECT min(created_at)::date FROM app.marketing_accounts AS connection
                     WHERE connection.ad_account_id = account.id)) AS first_day
    FROM warehouse.ad_accounts AS account
    WHERE account.id IN (SELECT ad_account_id FROM membership WHERE user_id IN (SELECT user_id FROM user_days))
      AND (NOT EXISTS (SELECT FROM ops.batches AS batch WHERE batch.ad_account_id = account.id)
           OR EXISTS (SELECT FROM ops.batches AS batch
                      WHERE batch.ad_account_id = account.id AND batch.stream = 'campaign_daily'))
)
SELECT user_days.user_id, user_days.date, first_seen.platform, first_seen.ad_account_id, first_seen.timezone,
       loaded.fetched_at, loaded.date IS NOT NULL AS is_loaded, coalesce(loaded.records_quarantined, 0) > 0 AS has_quarantine
FROM user_days
JOIN membership USING (user_id)
JOIN first_seen ON first_seen.ad_account_id = membership.ad_account_id AND first_seen.first_day <= user_days.date
LEFT JOIN ops.loaded_days AS loaded
       ON loaded.ad_account_id = first_seen.ad_account_id AND loaded.stream = 'campaign_daily'
      AND loaded.date = user_days.date
