-- purpose: a batch whose quarantined share is too large; no row is good
SELECT batch.id AS batch, batch.records_quarantined, staged.records AS records_staged
FROM ops.batches AS batch
CROSS JOIN (SELECT count(*) AS records FROM {stage} AS staged) AS staged
WHERE batch.id = {batch_id} AND batch.records_quarantined > 10
  AND batch.records_quarantined > (batch.records_quarantined + staged.records) * 0.05
