-- purpose: hold an alert while one receiver is told, unless another process is at it, it was told already, or the
--   notice is no longer true
-- grain: one row, or none
-- parameters: alert_id, notice, receiver
SELECT id FROM ops.alerts
WHERE id = %(alert_id)s AND (resolved_at IS NULL) = (%(notice)s = 'open')
  AND NOT EXISTS (SELECT FROM ops.alert_deliveries AS delivery
                  WHERE delivery.alert_id = alerts.id AND notice = %(notice)s AND receiver = %(receiver)s
                    AND delivered_at IS NOT NULL)
FOR UPDATE SKIP LOCKED
