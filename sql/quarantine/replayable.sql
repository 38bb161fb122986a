-- purpose: batches with open quarantine whose days rest on them still: reading their pages again can help
-- grain: one row a batch, oldest first; a NULL parameter does not filter
SELECT DISTINCT bad.batch_id
FROM ops.quarantined_rows AS bad
JOIN ops.batches AS batch ON batch.id = bad.batch_id
WHERE bad.status = 'open' AND batch.status IN ('published', 'staged', 'validated')
  AND (%(batch_id)s::bigint IS NULL OR bad.batch_id = %(batch_id)s)
ORDER BY bad.batch_id
