-- purpose: have the marts recomputed of the days of what was written
-- grain: account, day
INSERT INTO ops.touched_days (ad_account_id, date, reason)
SELECT DISTINCT %(ad_account_id)s::bigint, event_date, 'publish' FROM document WHERE is_changed
