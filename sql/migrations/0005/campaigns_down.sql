-- purpose: take the marts of campaigns back.
DROP VIEW marts.analytics_events;
DROP TABLE marts.budget_status, marts.campaign_metrics_monthly, marts.analytics;
DROP FUNCTION warehouse.exchange_rate;
DROP TRIGGER team_currency_changed ON app.teams;
DROP TRIGGER default_team_changed ON app.users;
DROP TRIGGER team_accounts_moved ON app.marketing_accounts;
DROP TRIGGER team_accounts_appeared ON app.marketing_accounts;
DROP FUNCTION ops.team_accounts_changed;
DELETE FROM ops.touched_records WHERE subject = 'team_accounts';
ALTER TABLE ops.touched_records DROP CONSTRAINT touched_records_subject_is_known;
ALTER TABLE ops.touched_records ADD CONSTRAINT touched_records_subject_is_known
    CHECK (subject IN ('team_day', 'user_day', 'ab_test', 'team_subscriptions'));
COMMENT ON COLUMN ops.touched_records.subject IS 'team_day, user_day, ab_test or team_subscriptions';
