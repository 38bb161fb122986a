-- purpose: wait until nobody publishes into the month, and keep it so until the transaction ends
-- parameters: table_name, label (YYYY-MM)
SELECT pg_advisory_xact_lock(hashtextextended('month ' || %(table_name)s || ' ' || %(label)s, 0))
