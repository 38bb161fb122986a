-- purpose: the rate of every day at which a currency is converted into a user's
-- grain: day, native currency, wanted currency
CREATE TEMP TABLE user_rates ON COMMIT DROP AS
SELECT pair.*, rate
FROM (SELECT DISTINCT cell.date, cell.currency AS native, reporting.currency AS wanted
      FROM user_cells AS cell JOIN reporting USING (user_id)
      WHERE cell.currency IS NOT NULL) AS pair
CROSS JOIN LATERAL warehouse.exchange_rate(date, native, wanted::char(3))
