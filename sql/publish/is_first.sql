-- purpose: is nothing published yet for a batch's account and window
-- grain: one row
SELECT NOT EXISTS (SELECT FROM {fact} WHERE ad_account_id = %(ad_account_id)s
                   AND date >= %(window_start)s AND date < %(window_end)s) AS is_first
