-- purpose: the months (UTC) for which partitions are needed
-- grain: one row a month
SELECT DISTINCT date_trunc('month', {column} AT TIME ZONE 'UTC')::date AS month FROM pg_temp.incoming ORDER BY month
