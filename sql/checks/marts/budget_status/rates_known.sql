-- purpose: exchange rates that budgets could not be converted with: what is spent of them is NULL
-- grain: one row a pair and day, newest first; at most fifty
SELECT missing AS pair_and_day, count(*) AS budgets
FROM marts.budget_status CROSS JOIN LATERAL unnest(missing_rates) AS missing
GROUP BY missing
ORDER BY right(missing, 10) DESC, missing
LIMIT 50
