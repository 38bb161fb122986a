-- purpose: what a batch is now, held still until the publish ends
-- grain: one row
SELECT status, records_staged, staged_hash FROM ops.batches WHERE id = %(batch_id)s FOR UPDATE
