-- purpose: samples of a batch whose quarantined share is too large; no row is good
SELECT batch.records_quarantined || ' of ' || batch.records_quarantined + staged.records || ' in quarantine' AS records,
       bad.source_page AS page, bad.source_line AS line, array_to_string(bad.reasons, '; ') AS reasons
FROM ops.batches AS batch
CROSS JOIN (SELECT count(*) AS records FROM {stage} AS staged) AS staged
JOIN LATERAL (SELECT source_page, source_line, reasons FROM ops.quarantined_rows AS bad
              WHERE bad.batch_id = batch.id ORDER BY bad.id LIMIT 5) AS bad ON true
WHERE batch.id = {batch_id} AND batch.records_quarantined > 10
  AND batch.records_quarantined > (batch.records_quarantined + staged.records) * 0.05
