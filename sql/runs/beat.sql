-- purpose: a sign of life
UPDATE ops.runs SET heartbeat_at = now() WHERE run_id = %(run_id)s AND status = 'started'
