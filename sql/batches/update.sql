-- purpose: set columns of a batch
-- parameters: batch_id and one for each column in assignments
UPDATE ops.batches SET {assignments}, updated_at = now() WHERE id = %(batch_id)s
