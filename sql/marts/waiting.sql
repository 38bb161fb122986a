-- purpose: days that wait for a refresh longer than a publish and the run after it take
-- grain: one row
-- parameters: minutes
SELECT count(DISTINCT (ad_account_id, date)) AS days, min(date) AS first_day, max(date) AS last_day, max(id) AS newest
FROM ops.touched_days
WHERE touched_at < now() - make_interval(mins => %(minutes)s)
