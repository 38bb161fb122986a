-- purpose: the quarantine of a batch that is staged again starts anew; what is not rejected again was replayed
UPDATE ops.quarantined_rows SET status = 'replayed', updated_at = now()
WHERE batch_id = %(batch_id)s AND status = 'open'
