-- purpose: statuses whose figures do not follow from what is spent
-- grain: budget; at most fifty
SELECT budget_id, total_amount, spent, remaining, percent_spent, expected_to_date, pace_ratio, projected_spend, alert_reached
FROM marts.budget_status
WHERE spent + remaining <> total_amount
   OR percent_spent IS DISTINCT FROM round(spent * 100 / total_amount, 4)
   OR alert_reached IS DISTINCT FROM coalesce(spent * 100 / total_amount >= alert_threshold, false)
   OR projected_spend < spent
   OR (days_elapsed = 0) <> (expected_to_date IS NULL)
   OR days_total <> end_date - start_date + 1
ORDER BY budget_id
LIMIT 50
