-- purpose: of these runs, those whose failure is or was an alert
-- grain: one row a run
-- parameters: run_ids
SELECT DISTINCT run_id FROM ops.alerts WHERE kind = 'run_failure' AND run_id = ANY(%(run_ids)s)
