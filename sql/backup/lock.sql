-- purpose: one piece of work of this name at a time in this database; held until the connection closes
-- grain: one row; is_free says whether it was nobody's
-- parameters: work
SELECT pg_try_advisory_lock(hashtextextended('adwarehouse ' || %(work)s::text, 0)) AS is_free
