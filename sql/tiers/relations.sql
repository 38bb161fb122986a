-- purpose: every other table and view that can be read
-- grain: one row a relation
SELECT nspname::text AS schema, relname::text AS name
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname IN ('app', 'warehouse', 'marts', 'ops') AND relkind IN ('r', 'v') AND NOT relispartition
    AND has_schema_privilege(pg_namespace.oid, 'USAGE') AND has_table_privilege(pg_class.oid, 'SELECT')
ORDER BY schema, name
