-- purpose: how many account days wait to be recomputed in the marts
-- grain: one row
SELECT count(DISTINCT (ad_account_id, date)) AS days FROM ops.touched_days
