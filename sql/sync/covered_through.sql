-- purpose: how far each account's stream is published
-- grain: one row an account
SELECT ad_account_id, covered_through FROM ops.stream_state WHERE stream = %(stream)s
