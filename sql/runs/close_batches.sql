-- purpose: batches that a dead run of a command left open, but for those a person accepted and those being replayed,
--          which go on without it; and fetches of any run that have not finished for a day
-- grain: one row a batch that was closed just now
UPDATE ops.batches
SET status = 'failed', error_class = 'RunLost', error_message = 'the run died before the batch was published',
    updated_at = now()
WHERE (run_id IN (SELECT run_id FROM ops.runs WHERE status IN ('lost', 'failed'))
       AND status IN ('landing', 'landed', 'staged', 'validated')
       AND decided_by IS NULL AND published_at IS NULL)
   OR (status = 'landing' AND updated_at < now() - interval '1 day')
RETURNING run_id
