-- purpose: the rate of every day of the recomputed periods at which a currency is converted into an owner's
-- grain: day, native currency, wanted currency
CREATE TEMP TABLE period_rates ON COMMIT DROP AS
SELECT pair.*, rate
FROM (SELECT DISTINCT base.date, base.currency, day.wanted
      FROM account_days_of_periods AS day JOIN marts.account_channel_daily AS base USING (ad_account_id, date)) AS pair
CROSS JOIN LATERAL warehouse.exchange_rate(date, currency, wanted::char(3))
