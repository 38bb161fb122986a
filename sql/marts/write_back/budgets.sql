-- purpose: tell the application what is spent of its budgets, and what remains
-- grain: app.budgets.spent_amount, remaining_amount; without a rate they keep what they had
-- idempotence: equal rows are not touched
UPDATE app.budgets AS budget
SET spent_amount = status.spent, remaining_amount = status.remaining
FROM marts.budget_status AS status
WHERE status.budget_id = budget.id AND status.spent IS NOT NULL
  AND (budget.spent_amount, budget.remaining_amount) IS DISTINCT FROM (status.spent, status.remaining)
