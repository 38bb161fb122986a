-- purpose: the CHECKs of a table that say nothing about columns which a file does not have
-- grain: one row a CHECK
-- parameters: table, columns
SELECT rule.conname AS name, pg_get_expr(rule.conbin, rule.conrelid) AS expression, concerned.columns,
       coalesce(obj_description(rule.oid, 'pg_constraint'), pg_get_constraintdef(rule.oid, true)) AS meaning
FROM pg_constraint AS rule
CROSS JOIN LATERAL (SELECT array_agg(attname::text) AS columns FROM pg_attribute
                    WHERE attrelid = rule.conrelid AND attnum = ANY (rule.conkey)) AS concerned
WHERE rule.conrelid = %(table)s::regclass AND rule.contype = 'c' AND concerned.columns <@ %(columns)s::text[]
ORDER BY rule.conname
