-- purpose: source records that are finer than a row and are summed into one, and those that are no facts at all.
ALTER TABLE ops.batches
    ADD COLUMN records_summed bigint NOT NULL DEFAULT 0,
    ADD COLUMN records_ignored bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT batches_records_are_conserved,
    ADD CONSTRAINT batches_records_are_conserved CHECK (status IN ('landing', 'landed', 'failed')
        OR (status = 'superseded' AND staged_hash IS NULL)
        OR records_fetched
           = records_staged + records_quarantined + records_duplicate + records_summed + records_ignored);
COMMENT ON COLUMN ops.batches.records_summed IS 'Of those, summed into a row that another record began';
COMMENT ON COLUMN ops.batches.records_ignored IS 'Of those, no facts, such as test sales';

ALTER TABLE ops.data_sync_logs
    ADD COLUMN records_summed bigint NOT NULL DEFAULT 0,
    ADD COLUMN records_ignored bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN ops.data_sync_logs.records_summed IS 'Of those, summed into a row that another record began';
COMMENT ON COLUMN ops.data_sync_logs.records_ignored IS 'Of those, no facts, such as test sales';
