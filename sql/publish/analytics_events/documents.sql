-- purpose: the staged events that are new, or not older than what is published: what was fetched last is right
-- grain: event_key
-- rule: an event that a newer fetch of its day found unchanged was not written, so the day's fetch counts too
-- plan: LIMIT has each event looked up by its key, whatever little is known of a partition that just came; there is no
--       index of account and day alone, which would be taken instead and read the whole day for each
CREATE TEMP TABLE document ON COMMIT DROP AS
SELECT staged.*, campaign.id AS campaign, stored.event_key IS NULL AS is_new,
       (staged.occurred_at, staged.event_type, staged.platform_type, staged.campaign_id, campaign.id, staged.source,
        staged.quantity, staged.revenue, staged.currency, staged.customer_amount, staged.customer_currency,
        staged.metadata::jsonb)
       IS DISTINCT FROM
       (stored.occurred_at, stored.event_type, stored.platform_type, stored.campaign_id, stored.campaign, stored.source,
        stored.quantity, stored.revenue, stored.currency::text, stored.customer_amount, stored.customer_currency::text,
        stored.metadata) AS is_changed
FROM {stage} AS staged
LEFT JOIN warehouse.campaigns AS campaign
       ON campaign.ad_account_id = %(ad_account_id)s AND campaign.campaign_id = staged.campaign_id
LEFT JOIN LATERAL (
    SELECT * FROM warehouse.analytics_events AS one
    WHERE one.event_date = staged.event_date AND one.ad_account_id = %(ad_account_id)s
      AND one.event_key = staged.event_key
    LIMIT 1) AS stored ON true
LEFT JOIN ops.loaded_days AS loaded
       ON loaded.ad_account_id = %(ad_account_id)s AND loaded.stream = %(stream)s AND loaded.date = staged.event_date
WHERE stored.event_key IS NULL OR %(fetched_at)s >= greatest(stored.fetched_at, loaded.fetched_at)
