-- purpose: do changes wait for the marts longer than a refresh takes
-- grain: one row; value is how many account days and records wait
-- parameters: now
SELECT 'marts' AS subject, coalesce(min(touched_at) > %(now)s - interval '2 hours', true) AS is_healthy,
       coalesce('waiting since ' || to_char(min(touched_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
                'nothing waits') AS detail,
       count(*) AS value
FROM (SELECT touched_at FROM ops.touched_days UNION ALL SELECT touched_at FROM ops.touched_records) AS waiting
