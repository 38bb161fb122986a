-- purpose: which days of a period an account should have reported, and which it did
-- grain: account, wanted currency, type, period
CREATE TEMP TABLE period_completeness ON COMMIT DROP AS
WITH start AS (
    SELECT account.id AS ad_account_id,
           coalesce((SELECT min(date) FROM ops.loaded_days AS loaded
                     WHERE loaded.ad_account_id = account.id AND loaded.stream = 'campaign_daily'),
                    (SELECT min(created_at)::date FROM app.marketing_accounts AS connection
                     WHERE connection.ad_account_id = account.id)) AS first_day
    FROM warehouse.ad_accounts AS account
    WHERE account.id IN (SELECT ad_account_id FROM account_days_of_periods)
      AND (NOT EXISTS (SELECT FROM ops.batches AS batch WHERE batch.ad_account_id = account.id)
           OR EXISTS (SELECT FROM ops.batches AS batch
                      WHERE batch.ad_account_id = account.id AND batch.stream = 'campaign_daily'))
)
SELECT day.ad_account_id, day.wanted, day.type, day.period,
       count(*) FILTER (WHERE day.date >= start.first_day) AS days_expected, count(loaded.date) AS days_loaded,
       coalesce(bool_or(loaded.records_quarantined > 0), false) AS has_quarantine, min(loaded.fetched_at) AS fetched_at
FROM account_days_of_periods AS day
JOIN start USING (ad_account_id)
LEFT JOIN ops.loaded_days AS loaded
       ON loaded.ad_account_id = day.ad_account_id AND loaded.stream = 'campaign_daily' AND loaded.date = day.date
GROUP BY day.ad_account_id, day.wanted, day.type, day.period
