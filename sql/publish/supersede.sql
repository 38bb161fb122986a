-- purpose: close what a newer publish makes pointless: older batches that wait, and open quarantine of the same days
UPDATE ops.batches SET status = 'superseded', updated_at = now()
WHERE ad_account_id = %(ad_account_id)s AND stream = %(stream)s AND id <> %(batch_id)s
  AND fetched_at < %(fetched_at)s AND status IN ('landed', 'staged', 'validated', 'held')
  AND window_start >= %(window_start)s AND window_end <= %(window_end)s
RETURNING id
