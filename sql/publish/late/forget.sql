-- purpose: what waits of a batch that is published again is told anew
DELETE FROM ops.late_rows WHERE batch_id = %(batch_id)s AND merged_at IS NULL
