-- purpose: what a run did with one stream of a platform, over all its batches
-- grain: one row
-- parameters: run_id, platform, stream
SELECT count(*) AS batches, count(DISTINCT ad_account_id) AS accounts,
       count(*) FILTER (WHERE status = 'failed') AS batches_failed, count(*) FILTER (WHERE status = 'held') AS batches_held,
       coalesce(sum(pages), 0)::bigint AS pages, coalesce(sum(bytes), 0)::bigint AS bytes,
       coalesce(sum(api_calls), 0)::bigint AS api_calls,
       coalesce(sum(records_fetched), 0)::bigint AS records_fetched,
       coalesce(sum(records_staged), 0)::bigint AS records_staged,
       coalesce(sum(records_quarantined), 0)::bigint AS records_quarantined,
       coalesce(sum(records_duplicate), 0)::bigint AS records_duplicate,
       coalesce(sum(records_summed), 0)::bigint AS records_summed,
       coalesce(sum(records_ignored), 0)::bigint AS records_ignored,
       coalesce(sum(rows_inserted), 0)::bigint AS rows_inserted, coalesce(sum(rows_updated), 0)::bigint AS rows_updated,
       coalesce(sum(rows_deleted), 0)::bigint AS rows_deleted, coalesce(sum(rows_unchanged), 0)::bigint AS rows_unchanged,
       coalesce(sum(rows_late), 0)::bigint AS rows_late
FROM ops.batches
WHERE run_id = %(run_id)s AND platform = %(platform)s AND stream = %(stream)s
