-- purpose: record that a command started
INSERT INTO ops.runs (run_id, kind, status) VALUES (%(run_id)s, %(kind)s, 'started')
