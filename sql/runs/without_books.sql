-- purpose: runs of commands that ended before they wrote their sync logs, although every batch of theirs is over
-- grain: one row a run
SELECT DISTINCT run_id
FROM ops.batches
JOIN ops.runs USING (run_id)
WHERE runs.status IN ('lost', 'failed')
  AND NOT EXISTS (SELECT FROM ops.data_sync_logs AS log WHERE log.run_id = batches.run_id)
