-- purpose: one import into a table at a time, until the transaction ends
-- parameters: table
SELECT pg_advisory_xact_lock(hashtextextended('import ' || %(table)s::text, 0))
