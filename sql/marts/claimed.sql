-- purpose: how much was claimed, and the span of the accounts' days, by which the partitions are pruned
-- grain: one row
SELECT count(DISTINCT (ad_account_id, date)) AS days, (SELECT count(*) FROM claimed_records) AS records,
       min(date) AS first_day, max(date) AS last_day
FROM claimed
