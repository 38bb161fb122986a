-- purpose: the truth's events with the account they belong to, and whether the warehouse can have them
-- grain: account, event_key
-- rules: loaded is what happened on a day that a published batch read; an archived month has no rows to compare
CREATE TEMP TABLE comparable ON COMMIT DROP AS
SELECT account.id AS ad_account_id, told.event_key, told.event_date, told.occurred_at, told.event_type,
       told.platform_type, told.campaign_id, told.campaign_id AS campaign, told.source, told.quantity, told.revenue,
       told.currency, told.customer_amount, told.customer_currency, told.metadata::jsonb AS metadata,
       EXISTS (SELECT FROM ops.batches AS batch
               WHERE batch.ad_account_id = account.id AND batch.stream = 'events' AND batch.status = 'published'
                 AND told.event_date >= batch.window_start AND told.event_date < batch.window_end) AS is_loaded,
       EXISTS (SELECT FROM ops.archive_manifest AS archived
               WHERE archived.table_name = 'analytics_events' AND archived.state IN ('serving_archive', 'dropped')
                 AND archived.month = date_trunc('month', told.event_date::timestamp)::date) AS is_archived
FROM told_event AS told
JOIN warehouse.ad_accounts AS account USING (platform, account_id)
