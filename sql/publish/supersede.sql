-- purpose: close what a newer publish makes pointless: older batches of the same days that wait
-- grain: one row a batch that was closed; is_at_work: a run may be staging or judging it, and drops its table itself
-- parameters: replaces_from is the window's start, or the beginning of time where a stream is read whole
WITH older AS (
    SELECT id, status FROM ops.batches
    WHERE ad_account_id = %(ad_account_id)s AND stream = %(stream)s AND id <> %(batch_id)s
      AND fetched_at < %(fetched_at)s AND status IN ('landed', 'staged', 'validated', 'held')
      AND window_start >= %(replaces_from)s AND window_end <= %(window_end)s
    ORDER BY id
    FOR UPDATE
)
UPDATE ops.batches AS batch SET status = 'superseded', updated_at = now()
FROM older
WHERE batch.id = older.id
RETURNING batch.id, older.status IN ('landed', 'staged') AS is_at_work
