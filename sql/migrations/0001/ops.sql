-- purpose: what the pipeline knows about its own work.
COMMENT ON SCHEMA ops IS 'The pipeline''s own records: batches, quarantine, archive, health';

CREATE TABLE ops.runs (
    run_id text PRIMARY KEY,
    kind text NOT NULL,
    status text NOT NULL CONSTRAINT runs_status_is_known CHECK (status IN ('started', 'succeeded', 'failed', 'lost')),
    started_at timestamptz NOT NULL DEFAULT now(),
    heartbeat_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
COMMENT ON TABLE ops.runs IS 'Runs started by the command line; Dagster keeps its own';
COMMENT ON COLUMN ops.runs.run_id IS 'Run';
COMMENT ON COLUMN ops.runs.kind IS 'Command';
COMMENT ON COLUMN ops.runs.status IS 'started, succeeded, failed, or lost when its heartbeat stopped';
COMMENT ON COLUMN ops.runs.started_at IS 'Start';
COMMENT ON COLUMN ops.runs.heartbeat_at IS 'Last sign of life';
COMMENT ON COLUMN ops.runs.finished_at IS 'End';

CREATE TABLE ops.batches (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    platform text NOT NULL,
    stream text NOT NULL,
    ad_account_id bigint NOT NULL REFERENCES warehouse.ad_accounts ON DELETE RESTRICT,
    window_start date NOT NULL,
    window_end date NOT NULL,
    run_id text NOT NULL,
    load_mode text NOT NULL CONSTRAINT batches_load_mode_is_known CHECK (load_mode IN ('replace_window', 'merge_by_key')),
    status text NOT NULL CONSTRAINT batches_status_is_known CHECK (status IN
        ('landing', 'landed', 'staged', 'validated', 'held', 'rejected', 'published', 'superseded', 'failed')),
    fetched_at timestamptz NOT NULL,
    landing_prefix text,
    pages integer NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0,
    api_calls integer NOT NULL DEFAULT 0,
    records_fetched bigint NOT NULL DEFAULT 0,
    records_staged bigint NOT NULL DEFAULT 0,
    records_quarantined bigint NOT NULL DEFAULT 0,
    records_duplicate bigint NOT NULL DEFAULT 0,
    staged_hash numeric,
    platform_total jsonb,
    warehouse_total jsonb,
    contract jsonb,
    held_reason text,
    decided_by text,
    decision_reason text,
    rows_inserted bigint NOT NULL DEFAULT 0,
    rows_updated bigint NOT NULL DEFAULT 0,
    rows_deleted bigint NOT NULL DEFAULT 0,
    rows_unchanged bigint NOT NULL DEFAULT 0,
    error_class text,
    error_message text,
    published_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT batches_window_is_half_open CHECK (window_end > window_start),
    CONSTRAINT batches_records_are_conserved CHECK (status IN ('landing', 'landed', 'failed')
        OR (status = 'superseded' AND staged_hash IS NULL)
        OR records_fetched = records_staged + records_quarantined + records_duplicate)
);
CREATE INDEX batches_run_idx ON ops.batches (run_id, stream);
CREATE INDEX batches_account_idx ON ops.batches (ad_account_id, stream, window_start);
CREATE INDEX batches_open_idx ON ops.batches (status) WHERE status NOT IN ('published', 'superseded', 'failed', 'rejected');
COMMENT ON TABLE ops.batches IS 'One fetch of one stream of one account over one window: the truth about its way from wire to fact';
COMMENT ON COLUMN ops.batches.id IS 'Batch';
COMMENT ON COLUMN ops.batches.platform IS 'Platform';
COMMENT ON COLUMN ops.batches.stream IS 'Stream of the platform';
COMMENT ON COLUMN ops.batches.ad_account_id IS 'Account';
COMMENT ON COLUMN ops.batches.window_start IS 'First day, account zone';
COMMENT ON COLUMN ops.batches.window_end IS 'First day that is not in it';
COMMENT ON COLUMN ops.batches.run_id IS 'Run that fetched it';
COMMENT ON COLUMN ops.batches.load_mode IS 'replace_window or merge_by_key';
COMMENT ON COLUMN ops.batches.status IS 'landing, landed, staged, validated, held (a person decides), rejected, published, superseded (a newer fetch is published), failed';
COMMENT ON COLUMN ops.batches.fetched_at IS 'Just before the first request: an older fetch never overwrites a newer one';
COMMENT ON COLUMN ops.batches.landing_prefix IS 'Where its pages are in the object store';
COMMENT ON COLUMN ops.batches.pages IS 'Pages landed';
COMMENT ON COLUMN ops.batches.bytes IS 'Bytes landed, compressed';
COMMENT ON COLUMN ops.batches.api_calls IS 'Requests it took';
COMMENT ON COLUMN ops.batches.records_fetched IS 'Source records landed';
COMMENT ON COLUMN ops.batches.records_staged IS 'Of those, staged';
COMMENT ON COLUMN ops.batches.records_quarantined IS 'Of those, in quarantine';
COMMENT ON COLUMN ops.batches.records_duplicate IS 'Of those, exact repeats of a staged record';
COMMENT ON COLUMN ops.batches.staged_hash IS 'Content hash of the staged rows: sum of record hashes';
COMMENT ON COLUMN ops.batches.platform_total IS 'The platform''s own total for account and window';
COMMENT ON COLUMN ops.batches.warehouse_total IS 'The warehouse''s sum right after publishing';
COMMENT ON COLUMN ops.batches.contract IS 'What each expectation found';
COMMENT ON COLUMN ops.batches.held_reason IS 'Why it waits for a person';
COMMENT ON COLUMN ops.batches.decided_by IS 'Who accepted or rejected it';
COMMENT ON COLUMN ops.batches.decision_reason IS 'Why';
COMMENT ON COLUMN ops.batches.rows_inserted IS 'Published rows that are new';
COMMENT ON COLUMN ops.batches.rows_updated IS 'Published rows that changed';
COMMENT ON COLUMN ops.batches.rows_deleted IS 'Published rows no longer reported';
COMMENT ON COLUMN ops.batches.rows_unchanged IS 'Published rows left untouched';
COMMENT ON COLUMN ops.batches.error_class IS 'Class of the error that ended it';
COMMENT ON COLUMN ops.batches.error_message IS 'Its message, without secrets';
COMMENT ON COLUMN ops.batches.published_at IS 'When its rows became visible';
COMMENT ON COLUMN ops.batches.created_at IS 'When the row was written first';
COMMENT ON COLUMN ops.batches.updated_at IS 'When the row was written last';

CREATE TABLE ops.data_sync_logs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    marketing_account_id uuid REFERENCES app.marketing_accounts ON DELETE RESTRICT,
    ad_account_id bigint NOT NULL REFERENCES warehouse.ad_accounts ON DELETE RESTRICT,
    platform text NOT NULL,
    stream text NOT NULL,
    run_id text NOT NULL,
    sync_type text NOT NULL CONSTRAINT data_sync_logs_sync_type_is_known CHECK (sync_type IN ('full', 'incremental')),
    status text NOT NULL CONSTRAINT data_sync_logs_status_is_known CHECK (status IN ('in_progress', 'success', 'failed')),
    window_start date NOT NULL,
    window_end date NOT NULL,
    records_synced bigint NOT NULL DEFAULT 0,
    records_fetched bigint NOT NULL DEFAULT 0,
    records_staged bigint NOT NULL DEFAULT 0,
    records_quarantined bigint NOT NULL DEFAULT 0,
    records_duplicate bigint NOT NULL DEFAULT 0,
    rows_inserted bigint NOT NULL DEFAULT 0,
    rows_updated bigint NOT NULL DEFAULT 0,
    rows_deleted bigint NOT NULL DEFAULT 0,
    rows_unchanged bigint NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0,
    api_calls bigint NOT NULL DEFAULT 0,
    error_class text,
    error_message text,
    started_at timestamptz NOT NULL,
    completed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (run_id, stream, ad_account_id)
);
CREATE INDEX data_sync_logs_marketing_account_idx ON ops.data_sync_logs (marketing_account_id);
CREATE INDEX data_sync_logs_started_at_idx ON ops.data_sync_logs (started_at);
COMMENT ON TABLE ops.data_sync_logs IS 'One row an account, stream and run: what the sync did';
COMMENT ON COLUMN ops.data_sync_logs.id IS 'Log row';
COMMENT ON COLUMN ops.data_sync_logs.marketing_account_id IS 'Connection whose token was used';
COMMENT ON COLUMN ops.data_sync_logs.ad_account_id IS 'Account';
COMMENT ON COLUMN ops.data_sync_logs.platform IS 'Platform';
COMMENT ON COLUMN ops.data_sync_logs.stream IS 'Stream';
COMMENT ON COLUMN ops.data_sync_logs.run_id IS 'Run';
COMMENT ON COLUMN ops.data_sync_logs.sync_type IS 'full for a first load, else incremental';
COMMENT ON COLUMN ops.data_sync_logs.status IS 'in_progress, success or failed';
COMMENT ON COLUMN ops.data_sync_logs.window_start IS 'First day, account zone';
COMMENT ON COLUMN ops.data_sync_logs.window_end IS 'First day that is not in it';
COMMENT ON COLUMN ops.data_sync_logs.records_synced IS 'Records published (document 001''s name for staged records)';
COMMENT ON COLUMN ops.data_sync_logs.records_fetched IS 'Source records landed';
COMMENT ON COLUMN ops.data_sync_logs.records_staged IS 'Of those, staged';
COMMENT ON COLUMN ops.data_sync_logs.records_quarantined IS 'Of those, in quarantine';
COMMENT ON COLUMN ops.data_sync_logs.records_duplicate IS 'Of those, exact repeats of a staged record';
COMMENT ON COLUMN ops.data_sync_logs.rows_inserted IS 'Published rows that are new';
COMMENT ON COLUMN ops.data_sync_logs.rows_updated IS 'Published rows that changed';
COMMENT ON COLUMN ops.data_sync_logs.rows_deleted IS 'Published rows no longer reported';
COMMENT ON COLUMN ops.data_sync_logs.rows_unchanged IS 'Published rows left untouched';
COMMENT ON COLUMN ops.data_sync_logs.bytes IS 'Bytes landed';
COMMENT ON COLUMN ops.data_sync_logs.api_calls IS 'Requests made';
COMMENT ON COLUMN ops.data_sync_logs.error_class IS 'Class of the first error';
COMMENT ON COLUMN ops.data_sync_logs.error_message IS 'Its message';
COMMENT ON COLUMN ops.data_sync_logs.started_at IS 'Start';
COMMENT ON COLUMN ops.data_sync_logs.completed_at IS 'End';
COMMENT ON COLUMN ops.data_sync_logs.created_at IS 'When the row was written first';

CREATE TABLE ops.stream_state (
    ad_account_id bigint NOT NULL REFERENCES warehouse.ad_accounts ON DELETE RESTRICT,
    stream text NOT NULL,
    covered_through date NOT NULL,
    last_success_at timestamptz NOT NULL,
    PRIMARY KEY (ad_account_id, stream)
);
COMMENT ON TABLE ops.stream_state IS 'How far each account''s stream has been published without a gap';
COMMENT ON COLUMN ops.stream_state.ad_account_id IS 'Account';
COMMENT ON COLUMN ops.stream_state.stream IS 'Stream';
COMMENT ON COLUMN ops.stream_state.covered_through IS 'Last day, account zone, up to which nothing is missing';
COMMENT ON COLUMN ops.stream_state.last_success_at IS 'When it was last published';

CREATE TABLE ops.loaded_days (
    ad_account_id bigint NOT NULL REFERENCES warehouse.ad_accounts ON DELETE RESTRICT,
    stream text NOT NULL,
    date date NOT NULL,
    fetched_at timestamptz NOT NULL,
    batch_id bigint NOT NULL,
    records_quarantined bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (ad_account_id, stream, date)
);
COMMENT ON TABLE ops.loaded_days IS 'Which fetch each published day rests on, and whether records of it are in quarantine';
COMMENT ON COLUMN ops.loaded_days.ad_account_id IS 'Account';
COMMENT ON COLUMN ops.loaded_days.stream IS 'Stream';
COMMENT ON COLUMN ops.loaded_days.date IS 'Day, account zone';
COMMENT ON COLUMN ops.loaded_days.fetched_at IS 'When the day''s figures were asked for last';
COMMENT ON COLUMN ops.loaded_days.batch_id IS 'Batch that published it last';
COMMENT ON COLUMN ops.loaded_days.records_quarantined IS 'Records of the day that are in quarantine';

CREATE TABLE ops.touched_days (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ad_account_id bigint NOT NULL REFERENCES warehouse.ad_accounts ON DELETE RESTRICT,
    date date NOT NULL,
    user_id uuid,
    reason text NOT NULL,
    touched_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX touched_days_day_idx ON ops.touched_days (ad_account_id, date);
COMMENT ON TABLE ops.touched_days IS 'Days whose marts must be recomputed; consumed by the refresh';
COMMENT ON COLUMN ops.touched_days.id IS 'Entry';
COMMENT ON COLUMN ops.touched_days.ad_account_id IS 'Account';
COMMENT ON COLUMN ops.touched_days.date IS 'Day';
COMMENT ON COLUMN ops.touched_days.user_id IS 'A user whose view of the account changed; NULL for everyone who is connected';
COMMENT ON COLUMN ops.touched_days.reason IS 'publish, rate, membership or failure';
COMMENT ON COLUMN ops.touched_days.touched_at IS 'When';

CREATE TABLE ops.quarantined_rows (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id bigint NOT NULL REFERENCES ops.batches ON DELETE RESTRICT,
    platform text NOT NULL,
    stream text NOT NULL,
    ad_account_id bigint NOT NULL REFERENCES warehouse.ad_accounts ON DELETE RESTRICT,
    date date,
    source_page integer NOT NULL,
    source_line integer NOT NULL,
    reasons text[] NOT NULL,
    payload bytea NOT NULL,
    status text NOT NULL DEFAULT 'open'
        CONSTRAINT quarantined_rows_status_is_known CHECK (status IN ('open', 'replayed', 'superseded')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (batch_id, source_page, source_line)
);
CREATE INDEX quarantined_rows_open_idx ON ops.quarantined_rows (ad_account_id, stream) WHERE status = 'open';
COMMENT ON TABLE ops.quarantined_rows IS 'Source records that could not be loaded, with every reason; nothing is thrown away';
COMMENT ON COLUMN ops.quarantined_rows.id IS 'Entry';
COMMENT ON COLUMN ops.quarantined_rows.batch_id IS 'Batch it came with';
COMMENT ON COLUMN ops.quarantined_rows.platform IS 'Platform';
COMMENT ON COLUMN ops.quarantined_rows.stream IS 'Stream';
COMMENT ON COLUMN ops.quarantined_rows.ad_account_id IS 'Account';
COMMENT ON COLUMN ops.quarantined_rows.date IS 'Its day, when it could be read';
COMMENT ON COLUMN ops.quarantined_rows.source_page IS 'Page in the landed fetch, from 0';
COMMENT ON COLUMN ops.quarantined_rows.source_line IS 'Line on the page, from 0';
COMMENT ON COLUMN ops.quarantined_rows.reasons IS 'Every rule it broke: field, what was expected, what came';
COMMENT ON COLUMN ops.quarantined_rows.payload IS 'The record as bytes';
COMMENT ON COLUMN ops.quarantined_rows.status IS 'open, replayed, or superseded by a newer fetch';
COMMENT ON COLUMN ops.quarantined_rows.created_at IS 'When the row was written first';
COMMENT ON COLUMN ops.quarantined_rows.updated_at IS 'When the row was written last';

CREATE TABLE ops.archive_manifest (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_name text NOT NULL,
    month date NOT NULL CONSTRAINT archive_manifest_month_is_its_first_day CHECK (extract(day FROM month) = 1),
    version integer NOT NULL DEFAULT 1,
    state text NOT NULL CONSTRAINT archive_manifest_state_is_known
        CHECK (state IN ('exported', 'verified', 'serving_archive', 'dropped', 'restored', 'superseded')),
    rows bigint NOT NULL,
    sums jsonb NOT NULL,
    content_hash numeric NOT NULL,
    schema_version text NOT NULL,
    objects jsonb NOT NULL,
    bytes bigint NOT NULL,
    exported_at timestamptz NOT NULL DEFAULT now(),
    verified_at timestamptz,
    serving_at timestamptz,
    dropped_at timestamptz,
    restored_at timestamptz,
    released_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (table_name, month, version)
);
COMMENT ON TABLE ops.archive_manifest IS 'Which tier serves a month of a table, and what the archive must contain';
COMMENT ON COLUMN ops.archive_manifest.id IS 'Entry';
COMMENT ON COLUMN ops.archive_manifest.table_name IS 'Partitioned table, e.g. campaign_metrics';
COMMENT ON COLUMN ops.archive_manifest.month IS 'First day of the month';
COMMENT ON COLUMN ops.archive_manifest.version IS '1, and one more for each later export of the month';
COMMENT ON COLUMN ops.archive_manifest.state IS 'exported, verified, serving_archive, dropped; restored serves from PostgreSQL again; superseded by a newer version';
COMMENT ON COLUMN ops.archive_manifest.rows IS 'Rows';
COMMENT ON COLUMN ops.archive_manifest.sums IS 'Sum of each measure';
COMMENT ON COLUMN ops.archive_manifest.content_hash IS 'Sum of record hashes';
COMMENT ON COLUMN ops.archive_manifest.schema_version IS 'Migration the rows were written under';
COMMENT ON COLUMN ops.archive_manifest.objects IS 'Keys with size and SHA-256';
COMMENT ON COLUMN ops.archive_manifest.bytes IS 'Bytes in the store';
COMMENT ON COLUMN ops.archive_manifest.exported_at IS 'Export done';
COMMENT ON COLUMN ops.archive_manifest.verified_at IS 'Read back and equal';
COMMENT ON COLUMN ops.archive_manifest.serving_at IS 'Served from the archive';
COMMENT ON COLUMN ops.archive_manifest.dropped_at IS 'Partition gone';
COMMENT ON COLUMN ops.archive_manifest.restored_at IS 'Back in PostgreSQL';
COMMENT ON COLUMN ops.archive_manifest.released_at IS 'Retention may take it again';
COMMENT ON COLUMN ops.archive_manifest.created_at IS 'When the row was written first';
COMMENT ON COLUMN ops.archive_manifest.updated_at IS 'When the row was written last';

CREATE TABLE ops.late_rows (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_name text NOT NULL,
    month date NOT NULL,
    batch_id bigint NOT NULL REFERENCES ops.batches ON DELETE RESTRICT,
    row_data jsonb NOT NULL,
    merged_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ops.late_rows IS 'Rows that arrived for an archived month and wait for its next archive run';
COMMENT ON COLUMN ops.late_rows.id IS 'Entry';
COMMENT ON COLUMN ops.late_rows.table_name IS 'Partitioned table';
COMMENT ON COLUMN ops.late_rows.month IS 'First day of the month';
COMMENT ON COLUMN ops.late_rows.batch_id IS 'Batch that brought the row';
COMMENT ON COLUMN ops.late_rows.row_data IS 'The row';
COMMENT ON COLUMN ops.late_rows.merged_at IS 'When an archive run took it in';
COMMENT ON COLUMN ops.late_rows.created_at IS 'When it arrived';

CREATE TABLE ops.backups (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    database_name text NOT NULL,
    object_key text NOT NULL UNIQUE,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    taken_at timestamptz NOT NULL,
    restored_ok_at timestamptz,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ops.backups IS 'Database backups in the object store';
COMMENT ON COLUMN ops.backups.id IS 'Backup';
COMMENT ON COLUMN ops.backups.database_name IS 'Database';
COMMENT ON COLUMN ops.backups.object_key IS 'Key in the object store';
COMMENT ON COLUMN ops.backups.bytes IS 'Size';
COMMENT ON COLUMN ops.backups.sha256 IS 'Hash of the object';
COMMENT ON COLUMN ops.backups.taken_at IS 'When it was taken';
COMMENT ON COLUMN ops.backups.restored_ok_at IS 'Last drill that restored it and found it equal';
COMMENT ON COLUMN ops.backups.expires_at IS 'When it may be deleted';
COMMENT ON COLUMN ops.backups.created_at IS 'When the row was written first';

CREATE TABLE ops.alerts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    severity text NOT NULL CONSTRAINT alerts_severity_is_known CHECK (severity IN ('info', 'warning', 'error')),
    kind text NOT NULL,
    dedupe_key text NOT NULL,
    message text NOT NULL,
    run_id text,
    team_id uuid REFERENCES app.teams ON DELETE RESTRICT,
    sent_at timestamptz,
    resolved_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX alerts_open_key ON ops.alerts (dedupe_key) WHERE resolved_at IS NULL;
COMMENT ON TABLE ops.alerts IS 'What was brought to people''s attention';
COMMENT ON COLUMN ops.alerts.id IS 'Alert';
COMMENT ON COLUMN ops.alerts.severity IS 'info, warning or error';
COMMENT ON COLUMN ops.alerts.kind IS 'What sort of thing happened';
COMMENT ON COLUMN ops.alerts.dedupe_key IS 'One open alert a key';
COMMENT ON COLUMN ops.alerts.message IS 'Text sent';
COMMENT ON COLUMN ops.alerts.run_id IS 'Run it is about';
COMMENT ON COLUMN ops.alerts.team_id IS 'Team it was sent to; NULL for operators';
COMMENT ON COLUMN ops.alerts.sent_at IS 'When it was delivered';
COMMENT ON COLUMN ops.alerts.resolved_at IS 'When it stopped being true';
COMMENT ON COLUMN ops.alerts.created_at IS 'When it was raised';

CREATE TABLE ops.health (
    checked_at timestamptz NOT NULL DEFAULT now(),
    subject text NOT NULL,
    is_healthy boolean NOT NULL,
    detail text NOT NULL,
    value numeric,
    PRIMARY KEY (subject, checked_at)
);
COMMENT ON TABLE ops.health IS 'Results of health checks over time';
COMMENT ON COLUMN ops.health.checked_at IS 'When';
COMMENT ON COLUMN ops.health.subject IS 'What was looked at';
COMMENT ON COLUMN ops.health.is_healthy IS 'Good or not';
COMMENT ON COLUMN ops.health.detail IS 'What was found';
COMMENT ON COLUMN ops.health.value IS 'Its number, when it has one';

CREATE SCHEMA staging;
COMMENT ON SCHEMA staging IS 'One unlogged table a batch, gone after publishing';
