-- purpose: archives and restores of one table follow one another; held until the connection closes
-- parameters: table_name
SELECT pg_advisory_lock(hashtextextended('archive ' || %(table_name)s, 0))
