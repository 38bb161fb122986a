-- purpose: batches by number, run, stream or status; a NULL parameter does not filter
-- grain: one row a batch, oldest first
SELECT batch.id, batch.platform, stream, ad_account_id, account.account_id, account.currency, account.timezone,
       window_start, window_end, run_id, status, fetched_at, landing_prefix,
       records_fetched, records_staged, records_quarantined, records_duplicate, records_summed, records_ignored,
       staged_hash, platform_total, held_reason, decided_by, rows_inserted, rows_updated, rows_deleted,
       rows_unchanged, rows_late, error_class, error_message
FROM ops.batches AS batch
JOIN warehouse.ad_accounts AS account ON account.id = batch.ad_account_id
WHERE (%(batch_id)s::bigint IS NULL OR batch.id = %(batch_id)s)
  AND (%(run_id)s::text IS NULL OR run_id = %(run_id)s)
  AND (%(platform)s::text IS NULL OR batch.platform = %(platform)s)
  AND (%(stream)s::text IS NULL OR stream = %(stream)s)
  AND (%(statuses)s::text[] IS NULL OR status = ANY (%(statuses)s))
ORDER BY batch.id
