-- purpose: days of channel_performance whose money could not be converted, by currency pair
-- grain: currency pair
SELECT split_part(missing, ' ', 1) AS "pair", count(DISTINCT date) AS days, min(date) AS first_day, max(date) AS last_day
FROM marts.channel_performance CROSS JOIN LATERAL unnest(missing_rates) AS missing
GROUP BY 1
ORDER BY 1
