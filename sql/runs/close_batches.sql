-- purpose: batches that a dead run left open; a fetch that never finished and that no run of a command owns is given a day
UPDATE ops.batches
SET status = 'failed', error_class = 'RunLost', error_message = 'the run died before the batch was published',
    updated_at = now()
WHERE (run_id = ANY (%(lost)s) AND status IN ('landing', 'landed', 'staged', 'validated'))
   OR (status = 'landing' AND updated_at < now() - interval '1 day')
