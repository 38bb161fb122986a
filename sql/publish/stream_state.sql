-- purpose: move the mark up to which nothing is missing; a window that leaves a gap does not move it
-- grain: account, stream
-- parameters: reachable is the first day the platform still serves; what is older can never be filled
INSERT INTO ops.stream_state (ad_account_id, stream, covered_through, last_success_at)
VALUES (%(ad_account_id)s, %(stream)s, %(last_day)s, %(fetched_at)s)
ON CONFLICT (ad_account_id, stream) DO UPDATE
SET covered_through = CASE
        WHEN %(window_start)s <= greatest(stream_state.covered_through + 1, %(reachable)s::date)
        THEN greatest(stream_state.covered_through, excluded.covered_through)
        ELSE stream_state.covered_through END,
    last_success_at = greatest(stream_state.last_success_at, excluded.last_success_at)
