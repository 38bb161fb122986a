-- purpose: the column by which a table is referred to
-- grain: one row
-- parameters: table
SELECT attname AS key FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE conrelid = %(table)s::regclass AND contype = 'p'
