-- purpose: the tables whose rows a dump holds, a partition being a table, and their columns that are money
-- grain: one row a table; not the staged batches, which are dropped after they were published, nor those of an extension
SELECT format('%s.%s', nspname, relname) AS name, nspname AS schema, relname AS table,
       coalesce(array_agg(attname::text ORDER BY attnum) FILTER (WHERE attnum IS NOT NULL), '{{}}') AS money
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    AND format_type(atttypid, atttypmod) = 'numeric(20,6)'
WHERE relkind = 'r' AND nspname NOT IN ('information_schema', 'staging') AND NOT starts_with(nspname, 'pg_')
  AND NOT EXISTS (SELECT FROM pg_depend
                  WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
GROUP BY nspname, relname
ORDER BY nspname, relname
