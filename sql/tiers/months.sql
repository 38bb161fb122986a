-- purpose: which tier serves each month of each table, with its size there in bytes and the version of an archived one
-- grain: one row a table and month; rows of PostgreSQL are its own estimate, NULL where it has none
-- parameters: hot_since, the first month that is hot
WITH archive AS (
    SELECT DISTINCT ON (table_name, month) table_name, month, state, rows, bytes, version
    FROM ops.archive_manifest
    WHERE state IN ('serving_archive', 'dropped', 'restored')
    ORDER BY table_name, month, state = 'restored', version DESC
), warehouse AS (
    SELECT parent.relname::text AS table_name, to_date(right(child.relname::text, 7), 'YYYY_MM') AS month,
           CASE WHEN child.reltuples >= 0 THEN child.reltuples::bigint END AS rows,
           pg_total_relation_size(child.oid) AS bytes
    FROM pg_inherits
    JOIN pg_class AS parent ON parent.oid = inhparent AND parent.relkind = 'p'
    JOIN pg_class AS child ON child.oid = inhrelid AND child.relkind = 'r'
    JOIN pg_namespace ON pg_namespace.oid = parent.relnamespace
    WHERE NOT inhdetachpending AND nspname IN ('app', 'warehouse', 'marts', 'ops')
)
SELECT table_name, month,
       CASE WHEN archive.state = 'restored' THEN 'restored'
            WHEN archive.state IS NOT NULL THEN 'cold'
            WHEN month >= {hot_since} THEN 'hot'
            ELSE 'warm' END AS tier,
       coalesce(CASE WHEN archive.state <> 'restored' THEN archive.rows END, warehouse.rows) AS rows,
       archive.state IS NULL OR archive.state = 'restored' AS is_estimate,
       coalesce(CASE WHEN archive.state <> 'restored' THEN archive.bytes END, warehouse.bytes) AS bytes,
       archive.version
FROM archive FULL JOIN warehouse USING (table_name, month)
ORDER BY table_name, month
