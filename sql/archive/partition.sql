-- purpose: is the table of a month there, and does it hang on its parent
-- grain: one row
-- parameters: parent, partition
SELECT child.oid IS NOT NULL AS exists, inhrelid IS NOT NULL AS is_attached, coalesce(inhdetachpending, false) AS is_pending
FROM (SELECT to_regclass(%(partition)s)::oid AS oid) AS child
LEFT JOIN pg_inherits ON inhrelid = child.oid AND inhparent = %(parent)s::regclass
