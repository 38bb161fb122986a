-- purpose: alerts that reach the right people: a row for the operators and for each team concerned, and what became of
--   each notice at each receiver.
ALTER TABLE ops.alerts
    ADD COLUMN ad_account_id bigint REFERENCES warehouse.ad_accounts ON DELETE RESTRICT,
    ADD COLUMN repeats integer NOT NULL DEFAULT 0,
    ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now();
UPDATE ops.alerts SET last_seen_at = created_at;
COMMENT ON COLUMN ops.alerts.dedupe_key IS 'What is wrong with what: one open alert a key and team';
COMMENT ON COLUMN ops.alerts.message IS 'Text sent, as of last_seen_at; without secrets';
COMMENT ON COLUMN ops.alerts.team_id IS 'Team whose receivers hear of it; NULL for operators';
COMMENT ON COLUMN ops.alerts.ad_account_id IS 'Account it is about; NULL when it is about none or several';
COMMENT ON COLUMN ops.alerts.repeats IS 'How often it was seen again while it was open';
COMMENT ON COLUMN ops.alerts.last_seen_at IS 'When it was true last';
DROP INDEX ops.alerts_open_key;
CREATE UNIQUE INDEX alerts_open_key ON ops.alerts (dedupe_key, team_id) NULLS NOT DISTINCT WHERE resolved_at IS NULL;
CREATE INDEX alerts_resolved_at_idx ON ops.alerts (resolved_at);

CREATE TABLE ops.alert_deliveries (
    alert_id bigint NOT NULL REFERENCES ops.alerts ON DELETE CASCADE,
    notice text NOT NULL CONSTRAINT alert_deliveries_notice_is_known CHECK (notice IN ('open', 'resolved')),
    receiver text NOT NULL,
    delivered_at timestamptz,
    failures integer NOT NULL DEFAULT 0,
    last_error text,
    tried_at timestamptz NOT NULL,
    PRIMARY KEY (alert_id, notice, receiver)
);
COMMENT ON TABLE ops.alert_deliveries IS 'What became of a notice at a receiver; one that was not delivered is tried again';
COMMENT ON COLUMN ops.alert_deliveries.alert_id IS 'ops.alerts';
COMMENT ON COLUMN ops.alert_deliveries.notice IS 'open: that something is wrong; resolved: that it is no longer';
COMMENT ON COLUMN ops.alert_deliveries.receiver IS 'webhook, or a mail address; settings when a team''s cannot be read';
COMMENT ON COLUMN ops.alert_deliveries.delivered_at IS 'When the receiver took it; NULL when it has not';
COMMENT ON COLUMN ops.alert_deliveries.failures IS 'How often it was tried in vain';
COMMENT ON COLUMN ops.alert_deliveries.last_error IS 'What went wrong the last time, without secrets';
COMMENT ON COLUMN ops.alert_deliveries.tried_at IS 'When it was tried last';
INSERT INTO ops.alert_deliveries (alert_id, notice, receiver, delivered_at, tried_at)
SELECT id, 'open', 'webhook', sent_at, sent_at FROM ops.alerts WHERE sent_at IS NOT NULL;
ALTER TABLE ops.alerts DROP COLUMN sent_at;

CREATE INDEX channel_performance_unconverted_idx ON marts.channel_performance (date) WHERE NOT fx_complete;
