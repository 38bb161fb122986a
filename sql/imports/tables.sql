-- purpose: the application's tables
-- grain: one row a table, in name order
SELECT relname AS name FROM pg_class
WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
ORDER BY relname
