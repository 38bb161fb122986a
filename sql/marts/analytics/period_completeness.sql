-- purpose: which days of a period an account should have reported, and which it did
-- grain: account, wanted currency, type, period
CREATE TEMP TABLE period_completeness ON COMMIT DROP AS
SELECT day.ad_account_id, day.wanted, day.type, day.period,
       count(*) FILTER (WHERE day.date >= first_days.first_day) AS days_expected, count(loaded.date) AS days_loaded,
       coalesce(bool_or(loaded.records_quarantined > 0), false) AS has_quarantine, min(loaded.fetched_at) AS fetched_at
FROM account_days_of_periods AS day
JOIN first_days USING (ad_account_id)
LEFT JOIN ops.loaded_days AS loaded
       ON loaded.ad_account_id = day.ad_account_id AND loaded.stream = 'campaign_daily' AND loaded.date = day.date
GROUP BY day.ad_account_id, day.wanted, day.type, day.period
