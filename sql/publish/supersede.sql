-- purpose: close what a newer publish makes pointless: older batches of the same days that wait
-- parameters: replaces_from is the window's start, or the beginning of time where a stream is read whole
UPDATE ops.batches SET status = 'superseded', updated_at = now()
WHERE ad_account_id = %(ad_account_id)s AND stream = %(stream)s AND id <> %(batch_id)s
  AND fetched_at < %(fetched_at)s AND status IN ('landed', 'staged', 'validated', 'held')
  AND window_start >= %(replaces_from)s AND window_end <= %(window_end)s
RETURNING id
