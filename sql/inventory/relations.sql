-- purpose: tables and views with their size on disk, and how many rows the planner takes them to have
-- grain: one row a table (with its partitions) or view; estimated_rows is NULL where a part was never analysed
-- parameters: schemas (names)
WITH parts AS (
    SELECT coalesce(parent.inhparent, class.oid) AS table_id, pg_total_relation_size(class.oid) AS bytes,
           CASE WHEN class.relkind = 'r' THEN greatest(class.reltuples, 0) ELSE 0 END AS rows,
           class.reltuples < 0 AND pg_relation_size(class.oid) > 0 AS is_unknown
    FROM pg_class AS class
    LEFT JOIN pg_inherits AS parent ON parent.inhrelid = class.oid AND class.relispartition
    WHERE class.relkind IN ('r', 'p', 'v')
)
SELECT class.relnamespace::regnamespace || '.' || class.relname AS name, class.relkind = 'v' AS is_view,
       sum(parts.bytes)::bigint AS bytes,
       CASE WHEN NOT bool_or(parts.is_unknown) THEN sum(parts.rows)::bigint END AS estimated_rows
FROM pg_class AS class
JOIN parts ON parts.table_id = class.oid
WHERE NOT class.relispartition AND class.relnamespace::regnamespace::text = ANY (%(schemas)s)
GROUP BY class.oid, class.relnamespace, class.relname, class.relkind
ORDER BY name
