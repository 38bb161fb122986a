-- purpose: publishes of one account follow one another
SELECT pg_advisory_xact_lock(hashtextextended('ad account ' || %(ad_account_id)s, 0))
