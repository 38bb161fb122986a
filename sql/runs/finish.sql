-- purpose: record how a command ended
UPDATE ops.runs SET status = %(status)s, heartbeat_at = now(), finished_at = now() WHERE run_id = %(run_id)s
