-- purpose: a batch whose quarantined share is too large; no row is good
SELECT id AS batch, records_quarantined, records_fetched
FROM ops.batches
WHERE id = {batch_id} AND records_quarantined > 10 AND records_quarantined > records_fetched * 0.05
