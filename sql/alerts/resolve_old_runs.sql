-- purpose: failed runs of jobs that never ran again are old news some day
-- grain: one row an alert that was resolved
-- parameters: now, run_days
UPDATE ops.alerts SET resolved_at = %(now)s
WHERE resolved_at IS NULL AND kind = 'run_failure' AND last_seen_at < %(now)s - make_interval(days => %(run_days)s)
RETURNING id
