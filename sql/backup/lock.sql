-- purpose: one backup of this database at a time; held until the connection closes
-- grain: one row; is_free says whether it was nobody's
SELECT pg_try_advisory_lock(hashtextextended('adwarehouse backup', 0)) AS is_free
