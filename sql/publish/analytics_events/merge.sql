-- purpose: write the events that are new, or differ from what is published
-- grain: one row with the counts
-- plan: ON CONFLICT finds each by the primary key; a join could be led astray by a partition that just came
WITH written AS (
    INSERT INTO warehouse.analytics_events
        (event_date, ad_account_id, event_key, occurred_at, event_type, platform_type, campaign_id, campaign, source,
         quantity, revenue, currency, customer_amount, customer_currency, metadata, batch_id, fetched_at)
    SELECT event_date, %(ad_account_id)s, event_key, occurred_at, event_type, platform_type, campaign_id, campaign, source,
           quantity, revenue, currency, customer_amount, customer_currency, metadata::jsonb, %(batch_id)s, %(fetched_at)s
    FROM document
    WHERE is_changed
    ORDER BY event_date, event_key
    ON CONFLICT (ad_account_id, event_date, event_key) DO UPDATE
    SET occurred_at = excluded.occurred_at, event_type = excluded.event_type, platform_type = excluded.platform_type,
        campaign_id = excluded.campaign_id, campaign = excluded.campaign, source = excluded.source,
        quantity = excluded.quantity, revenue = excluded.revenue, currency = excluded.currency,
        customer_amount = excluded.customer_amount, customer_currency = excluded.customer_currency,
        metadata = excluded.metadata, batch_id = excluded.batch_id, fetched_at = excluded.fetched_at, updated_at = now()
    RETURNING 1
)
SELECT inserted, written - inserted AS updated, 0 AS deleted, staged - written AS unchanged
FROM (SELECT (SELECT count(*) FROM document WHERE is_new) AS inserted, (SELECT count(*) FROM written) AS written,
             (SELECT count(*) FROM {stage}) AS staged) AS documents
