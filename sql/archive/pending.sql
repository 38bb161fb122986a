-- purpose: the partition whose concurrent detach was interrupted; the parent can have one
-- grain: one row, none when nothing is pending
-- parameters: parent
SELECT relname AS partition
FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE inhparent = %(parent)s::regclass AND inhdetachpending
