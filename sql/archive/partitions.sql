-- purpose: the months that partitioned tables have in PostgreSQL, and the bytes that each takes with its indexes
-- grain: one row an attached partition; one whose detach is pending is invisible to readers
-- parameters: parents (qualified names)
SELECT parent.relname AS table_name, to_date(right(child.relname, 7), 'YYYY_MM') AS month, child.oid::bigint AS oid,
       pg_total_relation_size(child.oid) AS bytes
FROM pg_inherits
JOIN pg_class AS parent ON parent.oid = inhparent
JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = ANY (%(parents)s::text[]::regclass[])
