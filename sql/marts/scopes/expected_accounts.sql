-- purpose: which accounts should have reported each recomputed day of a user, and whether they did
-- grain: user, day, account
CREATE TEMP TABLE expected_accounts ON COMMIT DROP AS
SELECT user_days.user_id, user_days.date, account.platform, account.ad_account_id,
       loaded.fetched_at, loaded.date IS NOT NULL AS is_loaded, coalesce(loaded.records_quarantined, 0) > 0 AS has_quarantine
FROM user_days
JOIN membership USING (user_id)
JOIN first_days AS account ON account.ad_account_id = membership.ad_account_id AND account.first_day <= user_days.date
LEFT JOIN ops.loaded_days AS loaded
       ON loaded.ad_account_id = account.ad_account_id AND loaded.stream = 'campaign_daily'
      AND loaded.date = user_days.date
