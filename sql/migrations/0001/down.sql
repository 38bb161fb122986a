-- purpose: take back the first migration.
DROP SCHEMA staging CASCADE;
DROP SCHEMA marts CASCADE;
DROP SCHEMA warehouse CASCADE;
DROP SCHEMA app CASCADE;
DROP TABLE ops.runs, ops.batches, ops.data_sync_logs, ops.stream_state, ops.loaded_days, ops.touched_days,
    ops.quarantined_rows, ops.archive_manifest, ops.late_rows, ops.backups, ops.alerts, ops.health CASCADE;
DROP FUNCTION ops.partition_name, ops.ensure_partition, ops.touch_account, ops.connection_changed, ops.people_changed CASCADE;
