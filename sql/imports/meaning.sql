-- purpose: what a constraint or unique index says
-- grain: one row, none when there is no such
-- parameters: table, name
SELECT coalesce(obj_description(oid, 'pg_constraint'), pg_get_constraintdef(oid, true)) AS meaning
FROM pg_constraint WHERE conrelid = %(table)s::regclass AND conname = %(name)s
UNION ALL
SELECT regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', 'unique: ') FROM pg_index
JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = %(table)s::regclass AND relname = %(name)s
LIMIT 1
