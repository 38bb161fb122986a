-- purpose: why records of a batch are in quarantine, when their share is too large; no row is good
-- grain: one row a set of reasons, the five most frequent
SELECT batch.records_quarantined || ' of ' || batch.records_quarantined + staged.records AS in_quarantine,
       bad.records AS for_this, bad.reasons
FROM ops.batches AS batch
CROSS JOIN (SELECT count(*) AS records FROM {stage} AS staged) AS staged
CROSS JOIN LATERAL (SELECT array_to_string(reasons, '; ') AS reasons, count(*) AS records
                    FROM ops.quarantined_rows AS bad WHERE bad.batch_id = batch.id
                    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5) AS bad
WHERE batch.id = {batch_id} AND batch.records_quarantined > 10
  AND batch.records_quarantined > (batch.records_quarantined + staged.records) * 0.05
