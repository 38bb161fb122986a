-- purpose: columns of tables and views as the catalogue describes them
-- grain: one row a column, in the table's order
-- parameters: schemas (names)
SELECT class.relnamespace::regnamespace || '.' || class.relname AS relation, attribute.attname AS name,
       format_type(attribute.atttypid, attribute.atttypmod) AS type, NOT attribute.attnotnull AS is_nullable,
       attribute.attgenerated <> '' AS is_generated,
       coalesce(col_description(class.oid, attribute.attnum), '') AS meaning
FROM pg_class AS class
JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid
WHERE class.relkind IN ('r', 'p', 'v') AND NOT class.relispartition AND attribute.attnum > 0 AND NOT attribute.attisdropped
  AND class.relnamespace::regnamespace::text = ANY (%(schemas)s)
ORDER BY relation, attribute.attnum
