-- purpose: the months that PostgreSQL has of each table
-- grain: one row an attached partition
SELECT nspname || '.' || parent.relname AS parent, to_date(right(child.relname::text, 7), 'YYYY_MM') AS month
FROM pg_inherits
JOIN pg_class AS parent ON parent.oid = inhparent AND parent.relkind = 'p'
JOIN pg_class AS child ON child.oid = inhrelid AND child.relkind = 'r'
JOIN pg_namespace ON pg_namespace.oid = parent.relnamespace
WHERE NOT inhdetachpending AND nspname IN ('app', 'warehouse', 'marts', 'ops')
