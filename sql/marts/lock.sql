-- purpose: one refresh at a time, so that an older reading never overwrites a newer one
SELECT pg_advisory_xact_lock(hashtextextended('refresh marts', 0))
