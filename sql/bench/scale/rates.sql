-- purpose: exchange rates of every day
-- grain: date, base, quote, source
-- parameters: first_day, last_day
INSERT INTO warehouse.fx_rates (date, base, quote, source, rate)
SELECT day, 'EUR', quote, 'ecb', rate
FROM generate_series(%(first_day)s::date, %(last_day)s::date, interval '1 day') AS day
CROSS JOIN (VALUES ('USD', 1.1), ('KRW', 1500.5)) AS pair (quote, rate)
