-- purpose: currency codes an adapter may meet
-- grain: one row a currency
SELECT code FROM warehouse.currencies
