-- purpose: what a run did with each stream of each account, out of its batches
-- grain: one row an account, stream and run
-- rule: a batch that failed does not count when the run brought its window after all
-- idempotence: written anew each time
INSERT INTO ops.data_sync_logs
    (marketing_account_id, ad_account_id, platform, stream, run_id, sync_type, status, window_start, window_end,
     records_synced, records_fetched, records_staged, records_quarantined, records_duplicate, records_summed,
     records_ignored,
     rows_inserted, rows_updated, rows_deleted, rows_unchanged, rows_late, bytes, api_calls, error_class, error_message,
     started_at, completed_at)
SELECT (SELECT id FROM app.marketing_accounts AS connection
        WHERE connection.ad_account_id = batch.ad_account_id AND connection.status <> 'removed'
        ORDER BY connection.is_connected DESC, connection.updated_at DESC LIMIT 1),
       ad_account_id, platform, stream, run_id,
       CASE WHEN EXISTS (SELECT FROM ops.batches AS before
                         WHERE before.ad_account_id = batch.ad_account_id AND before.stream = batch.stream
                           AND before.status = 'published' AND before.run_id <> batch.run_id)
            THEN 'incremental' ELSE 'full' END,
       CASE WHEN bool_or(is_bad) THEN 'failed'
            WHEN bool_and(status IN ('published', 'superseded', 'rejected', 'failed')) THEN 'success'
            ELSE 'in_progress' END,
       min(window_start), max(window_end),
       coalesce(sum(records_staged) FILTER (WHERE status = 'published'), 0),
       sum(records_fetched), sum(records_staged), sum(records_quarantined), sum(records_duplicate),
       sum(records_summed), sum(records_ignored),
       sum(rows_inserted), sum(rows_updated), sum(rows_deleted), sum(rows_unchanged), sum(rows_late), sum(bytes), sum(api_calls),
       (array_agg(coalesce(error_class, 'ContractBroken') ORDER BY id) FILTER (WHERE is_bad))[1],
       (array_agg(coalesce(error_message, held_reason) ORDER BY id) FILTER (WHERE is_bad))[1],
       min(created_at), max(updated_at)
FROM (
    SELECT one.*, status = 'held' OR status = 'failed' AND NOT EXISTS (
               SELECT FROM ops.batches AS other
               WHERE other.run_id = one.run_id AND other.stream = one.stream AND other.ad_account_id = one.ad_account_id
                 AND other.window_start = one.window_start AND other.window_end = one.window_end
                 AND other.status IN ('published', 'superseded')) AS is_bad
    FROM ops.batches AS one
    WHERE run_id = %(run_id)s
) AS batch
GROUP BY ad_account_id, platform, stream, run_id
ON CONFLICT (run_id, stream, ad_account_id) DO UPDATE
SET status = excluded.status, window_start = excluded.window_start, window_end = excluded.window_end,
    records_synced = excluded.records_synced, records_fetched = excluded.records_fetched,
    records_staged = excluded.records_staged, records_quarantined = excluded.records_quarantined,
    records_duplicate = excluded.records_duplicate, records_summed = excluded.records_summed,
    records_ignored = excluded.records_ignored, rows_inserted = excluded.rows_inserted,
    rows_updated = excluded.rows_updated, rows_deleted = excluded.rows_deleted,
    rows_unchanged = excluded.rows_unchanged, rows_late = excluded.rows_late, bytes = excluded.bytes, api_calls = excluded.api_calls,
    error_class = excluded.error_class, error_message = excluded.error_message, completed_at = excluded.completed_at
