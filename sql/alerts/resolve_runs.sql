-- purpose: failed runs that are over: a later run of the same job succeeded
-- grain: no rows
-- parameters: now, job
UPDATE ops.alerts SET resolved_at = %(now)s
WHERE resolved_at IS NULL AND kind = 'run_failure' AND starts_with(dedupe_key, 'run_failure:' || %(job)s || ':')
