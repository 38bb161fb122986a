-- purpose: every column of the partitioned tables, in order
-- grain: one row a column
SELECT nspname || '.' || relname AS parent, attname::text AS name, format_type(atttypid, atttypmod) AS type,
       attgenerated <> '' AS is_generated
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
WHERE relkind = 'p' AND nspname IN ('app', 'warehouse', 'marts', 'ops')
ORDER BY parent, attnum
