-- purpose: what a schema says it is for
-- grain: one row, none when there is no such schema
SELECT obj_description(oid, 'pg_namespace') AS purpose FROM pg_namespace WHERE nspname = %(schema)s
