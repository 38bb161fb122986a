-- purpose: have the marts recomputed of the days whose figures were written
-- grain: account, day
INSERT INTO ops.touched_days (ad_account_id, date, reason)
SELECT DISTINCT %(ad_account_id)s::bigint, snapshot_date, 'publish' FROM document WHERE has_news
