-- purpose: open quarantine of older fetches ends where a newer fetch has published the same days
-- parameters: replaces_from as in supersede.sql
UPDATE ops.quarantined_rows AS bad SET status = 'superseded', updated_at = now()
FROM ops.batches AS batch
WHERE batch.id = bad.batch_id AND bad.status = 'open' AND bad.batch_id <> %(batch_id)s
  AND batch.ad_account_id = %(ad_account_id)s AND batch.stream = %(stream)s AND batch.fetched_at < %(fetched_at)s
  AND coalesce(bad.date, batch.window_start) >= %(replaces_from)s
  AND coalesce(bad.date, batch.window_end - 1) < %(window_end)s
