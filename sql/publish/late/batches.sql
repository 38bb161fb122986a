-- purpose: batches of which something waits for a month, in the order in which they were fetched
-- grain: one row a batch
SELECT batch.id
FROM ops.batches AS batch
WHERE batch.id IN (SELECT batch_id FROM ops.late_rows
                   WHERE merged_at IS NULL AND table_name = %(table_name)s AND month = %(month)s)
ORDER BY batch.fetched_at, batch.id
