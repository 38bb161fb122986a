-- purpose: one look at the conditions at a time
SELECT pg_advisory_xact_lock(hashtextextended('watch alerts', 0))
