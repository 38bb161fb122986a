-- purpose: the columns of a table that the archive keeps: every one that is stored and not generated, in order
-- grain: one row a column
-- parameters: relation
SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS is_required
FROM pg_attribute
WHERE attrelid = %(relation)s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
ORDER BY attnum
