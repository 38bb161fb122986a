-- purpose: batches with open quarantine whose days rest on them still: reading their pages again can help; and those
--          that a replay staged again and died over
-- grain: one row a batch, oldest first; a NULL parameter does not filter
SELECT batch.id AS batch_id
FROM ops.batches AS batch
WHERE (batch.status IN ('published', 'staged', 'validated')
       AND EXISTS (SELECT FROM ops.quarantined_rows AS bad WHERE bad.batch_id = batch.id AND bad.status = 'open')
       OR batch.status IN ('staged', 'validated') AND batch.published_at IS NOT NULL)
  AND (%(batch_id)s::bigint IS NULL OR batch.id = %(batch_id)s)
ORDER BY batch.id
