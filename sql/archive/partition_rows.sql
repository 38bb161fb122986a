-- purpose: how many rows each month of a table has in PostgreSQL
-- grain: one row a partition that has rows
SELECT tableoid::bigint AS oid, count(*) AS rows FROM {parent} GROUP BY tableoid
