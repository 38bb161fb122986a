-- purpose: rows wait without their day again; that a fetch had the whole day cannot be said, so archive what waits before.
ALTER TABLE ops.data_sync_logs DROP COLUMN rows_late;
ALTER TABLE ops.batches DROP COLUMN rows_late;
COMMENT ON COLUMN ops.batches.warehouse_total IS 'The warehouse''s sum right after publishing';

DROP POLICY pipeline ON ops.late_rows;
DROP POLICY tenants_see ON ops.late_rows;
ALTER TABLE ops.late_rows DISABLE ROW LEVEL SECURITY;
DROP INDEX ops.late_rows_waiting_idx, ops.late_rows_batch_idx;
DELETE FROM ops.late_rows WHERE row_data IS NULL;
ALTER TABLE ops.late_rows DROP COLUMN date, ALTER COLUMN row_data SET NOT NULL;
COMMENT ON COLUMN ops.late_rows.table_name IS 'Partitioned table';
COMMENT ON COLUMN ops.late_rows.row_data IS 'The row';
COMMENT ON COLUMN ops.late_rows.merged_at IS 'When an archive run took it in';
