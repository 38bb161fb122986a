-- purpose: the known ad accounts and the span of their loaded hours
-- grain: one row an ad account
SELECT account.platform, account.account_id, account.timezone, min(loaded.date) AS first_hourly, max(loaded.date) AS last_hourly
FROM warehouse.ad_accounts AS account
LEFT JOIN ops.loaded_days AS loaded ON loaded.ad_account_id = account.id AND loaded.stream = 'campaign_hourly'
GROUP BY account.platform, account.account_id, account.timezone
ORDER BY account.platform, account.account_id
