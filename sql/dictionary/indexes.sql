-- purpose: indexes; those of a partition are its table's
-- grain: one row an index
-- parameters: schemas (names)
SELECT class.relnamespace::regnamespace || '.' || class.relname AS relation, index_class.relname AS name,
       index.indisunique AS is_unique,
       regexp_replace(pg_get_indexdef(index.indexrelid), '^.* USING ', '') AS definition
FROM pg_index AS index
JOIN pg_class AS class ON class.oid = index.indrelid
JOIN pg_class AS index_class ON index_class.oid = index.indexrelid
WHERE NOT class.relispartition AND class.relnamespace::regnamespace::text = ANY (%(schemas)s)
ORDER BY relation, name
