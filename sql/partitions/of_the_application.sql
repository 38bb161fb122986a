-- purpose: tables with monthly partitions that the application inserts into by itself
-- grain: one row a table, in name order
SELECT 'app.' || relname AS name FROM pg_class
WHERE relnamespace = 'app'::regnamespace AND relkind = 'p'
ORDER BY relname
