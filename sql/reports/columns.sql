-- purpose: a table's columns as the catalogue describes them
-- grain: one row a column, in order
-- parameters: table (schema.name)
SELECT attname AS name, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS is_nullable,
       coalesce(col_description(attrelid, attnum), '') AS description
FROM pg_attribute
WHERE attrelid = to_regclass(%(table)s) AND attnum > 0 AND NOT attisdropped
ORDER BY attnum
