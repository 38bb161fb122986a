-- purpose: the currencies that rates may be between
-- grain: one row a currency
-- parameters: none
SELECT code::text AS code FROM warehouse.currencies
