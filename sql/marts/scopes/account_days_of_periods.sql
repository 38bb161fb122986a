-- purpose: the days of those periods for each account in them, converted to each currency that is wanted
-- grain: account, wanted currency, type, period (its first day), day
CREATE TEMP TABLE account_days_of_periods ON COMMIT DROP AS
SELECT ad_account_id, wanted, type, period, last_day, day::date AS date
FROM (SELECT DISTINCT account.ad_account_id, period.currency AS wanted, period.type, period.date AS period, period.last_day
      FROM owner_periods AS period JOIN owner_accounts AS account USING (scope, owner_id)) AS needed
CROSS JOIN LATERAL generate_series(period::timestamp, last_day::timestamp, interval '1 day') AS day
