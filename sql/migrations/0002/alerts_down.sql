-- purpose: take the alerts back. What was sent to teams has no place before: those alerts go.
DROP INDEX marts.channel_performance_unconverted_idx;
ALTER TABLE ops.alerts ADD COLUMN sent_at timestamptz;
COMMENT ON COLUMN ops.alerts.sent_at IS 'When it was delivered';
UPDATE ops.alerts SET sent_at = delivered_at FROM ops.alert_deliveries WHERE alert_id = id AND notice = 'open';
DROP TABLE ops.alert_deliveries;
DELETE FROM ops.alerts WHERE team_id IS NOT NULL;
DROP INDEX ops.alerts_open_key, ops.alerts_resolved_at_idx;
CREATE UNIQUE INDEX alerts_open_key ON ops.alerts (dedupe_key) WHERE resolved_at IS NULL;
ALTER TABLE ops.alerts DROP COLUMN ad_account_id, DROP COLUMN repeats, DROP COLUMN last_seen_at;
COMMENT ON COLUMN ops.alerts.dedupe_key IS 'One open alert a key';
COMMENT ON COLUMN ops.alerts.message IS 'Text sent';
COMMENT ON COLUMN ops.alerts.team_id IS 'Team it was sent to; NULL for operators';
