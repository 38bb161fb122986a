-- purpose: what comes for an archived month waits by day: the rows that a fetch has of it, and that it has them all.
ALTER TABLE ops.late_rows ADD COLUMN date date, ALTER COLUMN row_data DROP NOT NULL;
UPDATE ops.late_rows SET date = month;
ALTER TABLE ops.late_rows
    ALTER COLUMN date SET NOT NULL,
    ADD CONSTRAINT late_rows_date_is_in_month CHECK (date >= month AND date < month + interval '1 month');
CREATE INDEX late_rows_waiting_idx ON ops.late_rows (table_name, month) WHERE merged_at IS NULL;
CREATE INDEX late_rows_batch_idx ON ops.late_rows (batch_id);
COMMENT ON COLUMN ops.late_rows.table_name IS 'Table that the stream is published into';
COMMENT ON COLUMN ops.late_rows.date IS 'Day of the row, account zone';
COMMENT ON COLUMN ops.late_rows.row_data IS
    'The row as it was staged; NULL says that the batch has the whole day: what it has no row of was not reported';
COMMENT ON COLUMN ops.late_rows.merged_at IS 'When an archive run took it in; NULL while it waits';
SELECT ops.set_apart('ops.late_rows'::regclass, $rule$(SELECT app.person_role()) = 'admin'$rule$);

ALTER TABLE ops.batches ADD COLUMN rows_late bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN ops.batches.rows_late IS 'Staged rows of archived months: they wait in ops.late_rows for the next archive run';
COMMENT ON COLUMN ops.batches.warehouse_total IS
    'The warehouse''s sum right after publishing; NULL when a part of the window is archived';
ALTER TABLE ops.data_sync_logs ADD COLUMN rows_late bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN ops.data_sync_logs.rows_late IS 'Staged rows of archived months that wait';
