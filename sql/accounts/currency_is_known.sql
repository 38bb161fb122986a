-- purpose: whether the warehouse knows a currency
-- grain: one row
-- parameters: currency (ISO 4217)
SELECT EXISTS (SELECT FROM warehouse.currencies WHERE code = %(currency)s) AS known
