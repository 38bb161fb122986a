-- purpose: have the money recomputed whose conversion a changed rate may change: the rate's day and the 7 after
-- grain: team, day
-- rule: money that is converted needs the rates of its own and of the reporting currency, both priced in EUR. Money that
--   a refresh is about to write is converted with the new rate, or is here to be seen, because refreshes wait their turn
-- idempotence: writes nothing when no rate has changed
INSERT INTO ops.touched_records (subject, subject_id, date)
SELECT DISTINCT 'team_day', mart.team_id, mart.date
FROM changed_rates AS changed
CROSS JOIN generate_series(0, 7) AS later
JOIN marts.revenue_daily AS mart ON mart.date = changed.date + later
WHERE changed.base = 'EUR' AND mart.currency <> mart.reporting_currency
  AND changed.quote IN (mart.currency, mart.reporting_currency)
