-- purpose: write the computed rows whose figures differ
-- idempotence: equal rows are not touched
INSERT INTO marts.channel_performance AS old
    (user_id, channel_id, date, reporting_currency, total_spend, total_impressions, total_clicks, total_conversions,
     total_revenue, avg_cpc, avg_ctr, avg_roas, accounts_expected, accounts_loaded, is_complete, fx_complete,
     missing_rates, mixed_timezones, data_as_of, provisional_until)
SELECT user_id, channel_id, date, reporting_currency, total_spend, total_impressions, total_clicks, total_conversions,
       total_revenue, avg_cpc, avg_ctr, avg_roas, accounts_expected, accounts_loaded, is_complete, fx_complete,
       missing_rates, mixed_timezones, data_as_of, provisional_until
FROM fresh
ORDER BY user_id, date, channel_id
ON CONFLICT (user_id, date, channel_id) DO UPDATE
SET reporting_currency = excluded.reporting_currency, total_spend = excluded.total_spend,
    total_impressions = excluded.total_impressions, total_clicks = excluded.total_clicks,
    total_conversions = excluded.total_conversions, total_revenue = excluded.total_revenue, avg_cpc = excluded.avg_cpc,
    avg_ctr = excluded.avg_ctr, avg_roas = excluded.avg_roas, accounts_expected = excluded.accounts_expected,
    accounts_loaded = excluded.accounts_loaded, is_complete = excluded.is_complete, fx_complete = excluded.fx_complete,
    missing_rates = excluded.missing_rates, mixed_timezones = excluded.mixed_timezones,
    data_as_of = excluded.data_as_of, provisional_until = excluded.provisional_until, updated_at = now()
WHERE (old.reporting_currency, old.total_spend, old.total_impressions, old.total_clicks, old.total_conversions,
       old.total_revenue, old.avg_cpc, old.avg_ctr, old.avg_roas, old.accounts_expected, old.accounts_loaded,
       old.is_complete, old.fx_complete, old.missing_rates, old.mixed_timezones, old.provisional_until)
      IS DISTINCT FROM
      (excluded.reporting_currency, excluded.total_spend, excluded.total_impressions, excluded.total_clicks,
       excluded.total_conversions, excluded.total_revenue, excluded.avg_cpc, excluded.avg_ctr, excluded.avg_roas,
       excluded.accounts_expected, excluded.accounts_loaded, excluded.is_complete, excluded.fx_complete,
       excluded.missing_rates, excluded.mixed_timezones, excluded.provisional_until)
