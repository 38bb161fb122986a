-- purpose: exchange rates that money could not be converted with: converted figures of those rows are NULL
-- grain: one row a pair and day, newest first
SELECT missing AS pair_and_day, count(*) AS rows, count(DISTINCT team_id) AS teams
FROM marts.revenue_daily CROSS JOIN LATERAL unnest(missing_rates) AS missing
GROUP BY missing
ORDER BY right(missing, 10) DESC, missing
LIMIT 50
