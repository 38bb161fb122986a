-- purpose: exchange rates that users' and teams' figures could not be converted with: their money is NULL
-- grain: one row a pair and day, newest first; at most fifty
SELECT missing AS pair_and_day, count(DISTINCT owner_id) AS owners
FROM marts.analytics CROSS JOIN LATERAL unnest(missing_rates) AS missing
WHERE NOT fx_complete
GROUP BY missing
ORDER BY right(missing, 10) DESC, missing
LIMIT 50
