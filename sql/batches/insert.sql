-- purpose: open a batch
-- grain: one row; returns its id
-- idempotence: none, every call opens another
INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id, load_mode, status, fetched_at)
VALUES (%(platform)s, %(stream)s, %(ad_account_id)s, %(window_start)s, %(window_end)s, %(run_id)s, %(load_mode)s,
        'landing', %(fetched_at)s)
RETURNING id
