-- purpose: bring back the indexes that others stood in for.
-- idempotence: may be run again; an index that was left unfinished is built anew.
DROP INDEX CONCURRENTLY IF EXISTS app.marketing_accounts_user_id_idx;
CREATE INDEX CONCURRENTLY marketing_accounts_user_id_idx ON app.marketing_accounts (user_id);
DROP INDEX CONCURRENTLY IF EXISTS marts.channel_performance_user_date_idx;
CREATE INDEX CONCURRENTLY channel_performance_user_date_idx ON marts.channel_performance (user_id, date DESC);
