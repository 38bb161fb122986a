-- purpose: budgets without a status, statuses without a budget, and statuses of other terms than the budget's. A
--   budget that changed since the last refresh waits for the next; one campaign's that reaches into an archived month may
--   have none
-- grain: budget; at most fifty
SELECT coalesce(budget.id, status.budget_id) AS budget_id, budget.name, budget.updated_at AS budget_changed, status.updated_at
FROM app.budgets AS budget FULL JOIN marts.budget_status AS status ON status.budget_id = budget.id
WHERE (budget.user_id, budget.team_id, budget.currency, budget.total_amount, budget.start_date, budget.end_date)
      IS DISTINCT FROM
      (status.user_id, status.team_id, status.currency, status.total_amount, status.start_date, status.end_date)
  AND (budget.id IS NULL OR budget.updated_at <= (SELECT max(updated_at) FROM marts.budget_status))
  AND (budget.campaign_id IS NULL OR NOT EXISTS (
       SELECT FROM ops.archive_manifest AS archived
       WHERE archived.table_name = 'campaign_metrics' AND archived.state IN ('serving_archive', 'dropped')
         AND archived.month <= budget.end_date AND archived.month + interval '1 month' > budget.start_date))
ORDER BY budget_id
LIMIT 50
