-- purpose: keep the archive from taking a month while it is written; publishers share the lock
SELECT pg_advisory_xact_lock_shared(hashtextextended('month ' || %(table_name)s || ' ' || to_char(month, 'YYYY-MM'), 0))
FROM generate_series(date_trunc('month', %(window_start)s::timestamp), %(window_end)s::timestamp - interval '1 day',
                     interval '1 month') AS month
ORDER BY month
