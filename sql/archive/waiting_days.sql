-- purpose: how many account days of a month wait to be recomputed in the marts
-- grain: one row
-- parameters: month
SELECT count(DISTINCT (ad_account_id, date)) AS days FROM ops.touched_days
WHERE date >= %(month)s AND date < %(month)s + interval '1 month'
