-- purpose: have the marts of the published days recomputed
INSERT INTO ops.touched_days (ad_account_id, date, reason)
SELECT %(ad_account_id)s, day, 'publish' FROM unnest(%(days)s::date[]) AS day
