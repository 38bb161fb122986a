-- purpose: note that an alert was delivered
-- parameters: id
UPDATE ops.alerts SET sent_at = now() WHERE id = %(id)s
