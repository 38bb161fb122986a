-- purpose: currencies of incoming rates that the warehouse does not know
-- grain: one row a currency
SELECT DISTINCT named.currency
FROM incoming_rates CROSS JOIN LATERAL (VALUES (base), (quote)) AS named (currency)
WHERE NOT EXISTS (SELECT FROM warehouse.currencies AS known WHERE known.code = named.currency)
ORDER BY named.currency
