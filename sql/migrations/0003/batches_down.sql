-- purpose: count summed and ignored records as duplicates again, so that none is lost.
UPDATE ops.data_sync_logs SET records_duplicate = records_duplicate + records_summed + records_ignored
WHERE records_summed + records_ignored > 0;
ALTER TABLE ops.data_sync_logs DROP COLUMN records_summed, DROP COLUMN records_ignored;

ALTER TABLE ops.batches DROP CONSTRAINT batches_records_are_conserved;
UPDATE ops.batches SET records_duplicate = records_duplicate + records_summed + records_ignored
WHERE records_summed + records_ignored > 0;
ALTER TABLE ops.batches
    DROP COLUMN records_summed,
    DROP COLUMN records_ignored,
    ADD CONSTRAINT batches_records_are_conserved CHECK (status IN ('landing', 'landed', 'failed')
        OR (status = 'superseded' AND staged_hash IS NULL)
        OR records_fetched = records_staged + records_quarantined + records_duplicate);
