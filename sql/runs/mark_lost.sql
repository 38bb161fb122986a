-- purpose: runs whose heartbeat stopped
-- grain: one row a run that was found lost just now
UPDATE ops.runs SET status = 'lost', finished_at = now()
WHERE status = 'started' AND heartbeat_at < now() - make_interval(secs => %(lost_after_seconds)s)
RETURNING run_id
