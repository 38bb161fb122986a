-- purpose: exchange rates that a mart could not convert with: converted totals of those rows are NULL
-- grain: one row a pair and day, newest first
-- parameters: none
SELECT missing AS pair_and_day, count(*) AS rows, count(DISTINCT user_id) AS people
FROM marts.channel_performance CROSS JOIN LATERAL unnest(missing_rates) AS missing
WHERE NOT fx_complete
GROUP BY missing
ORDER BY right(missing, 10) DESC, missing
LIMIT 50
