-- purpose: which budgets are looked at again: those that are not over, that changed or came or went, and those within
--   which a figure of their owner was touched. One campaign's budget that reaches into an archived month stays as it was
-- grain: budget
CREATE TEMP TABLE budgets_due ON COMMIT DROP AS
SELECT coalesce(budget.id, known.budget_id) AS budget_id
FROM app.budgets AS budget
FULL JOIN marts.budget_status AS known ON known.budget_id = budget.id
WHERE (known.days_left > 0
       OR (budget.user_id, budget.team_id, budget.currency, budget.total_amount, budget.start_date, budget.end_date,
           budget.alert_threshold, budget.ad_account_id, budget.channel_id, budget.campaign_id)
          IS DISTINCT FROM
          (known.user_id, known.team_id, known.currency, known.total_amount, known.start_date, known.end_date,
           known.alert_threshold, known.ad_account_id, known.channel_id, known.campaign_id)
       OR EXISTS (SELECT FROM owner_days
                  WHERE owner_days.scope = CASE WHEN budget.team_id IS NULL THEN 'user' ELSE 'team' END
                    AND owner_days.owner_id = coalesce(budget.team_id, budget.user_id)
                    AND owner_days.date BETWEEN budget.start_date AND budget.end_date))
  AND (budget.id IS NULL OR budget.campaign_id IS NULL OR NOT EXISTS (
       SELECT FROM ops.archive_manifest AS archived
       WHERE archived.table_name = 'campaign_metrics' AND archived.state IN ('serving_archive', 'dropped')
         AND archived.month <= budget.end_date AND archived.month + interval '1 month' > budget.start_date))
