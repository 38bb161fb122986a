-- purpose: tables and views as the catalogue describes them; a table stands for its partitions
-- grain: one row a table or view
-- parameters: schemas (names)
SELECT class.relnamespace::regnamespace::text AS schema, class.relname AS name, class.relkind = 'v' AS is_view,
       coalesce(obj_description(class.oid, 'pg_class'), '') AS meaning, pg_get_partkeydef(class.oid) AS partitions,
       ARRAY(SELECT attname::text
             FROM pg_index CROSS JOIN LATERAL unnest(indkey) WITH ORDINALITY AS part (attnum, place)
             JOIN pg_attribute USING (attnum)
             WHERE indrelid = class.oid AND indisprimary AND attrelid = class.oid ORDER BY part.place) AS key
FROM pg_class AS class
WHERE class.relkind IN ('r', 'p', 'v') AND NOT class.relispartition
  AND class.relnamespace::regnamespace::text = ANY (%(schemas)s)
ORDER BY schema, name
