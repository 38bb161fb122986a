-- purpose: what happened: sales, rebills, refunds and chargebacks, each an event of its own day.
CREATE TABLE warehouse.analytics_events (
    event_date date NOT NULL,
    ad_account_id bigint NOT NULL,
    event_key text NOT NULL,
    occurred_at timestamptz NOT NULL,
    event_type text NOT NULL CONSTRAINT analytics_events_event_type_is_known CHECK (event_type IN
        ('conversion', 'rebill', 'refund', 'chargeback', 'fee', 'other')),
    platform_type text NOT NULL,
    campaign_id text,
    campaign bigint,
    source text,
    quantity bigint NOT NULL,
    revenue numeric(20,6) NOT NULL CONSTRAINT analytics_events_revenue_is_a_number CHECK (revenue <> 'NaN'),
    currency char(3) NOT NULL,
    customer_amount numeric(20,6)
        CONSTRAINT analytics_events_customer_amount_is_a_number CHECK (customer_amount <> 'NaN'),
    customer_currency char(3),
    metadata jsonb NOT NULL CONSTRAINT analytics_events_metadata_is_an_object CHECK (jsonb_typeof(metadata) = 'object'),
    batch_id bigint NOT NULL,
    fetched_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ad_account_id, event_date, event_key),
    CONSTRAINT analytics_events_customer_amount_has_its_currency
        CHECK (customer_amount IS NULL OR customer_currency IS NOT NULL)
) PARTITION BY RANGE (event_date);
CREATE INDEX analytics_events_key_idx ON warehouse.analytics_events (ad_account_id, event_key);
CREATE INDEX analytics_events_type_date_idx ON warehouse.analytics_events (event_type, event_date);
CREATE INDEX analytics_events_campaign_date_idx ON warehouse.analytics_events (campaign, event_date);
COMMENT ON TABLE warehouse.analytics_events IS 'Sales, rebills, refunds, chargebacks and fees, one row an item of a transaction; what takes money back is negative and on its own day, so that a sum is net; monthly partitions';
COMMENT ON COLUMN warehouse.analytics_events.event_date IS 'Day it happened, account zone; never changes';
COMMENT ON COLUMN warehouse.analytics_events.ad_account_id IS 'warehouse.ad_accounts: whose earnings these are';
COMMENT ON COLUMN warehouse.analytics_events.event_key IS 'What names it within the account for ever, made of the platform''s own numbers';
COMMENT ON COLUMN warehouse.analytics_events.occurred_at IS 'When it happened';
COMMENT ON COLUMN warehouse.analytics_events.event_type IS 'conversion, rebill, refund, chargeback, fee; other: a word nobody knew';
COMMENT ON COLUMN warehouse.analytics_events.platform_type IS 'Type in the platform''s words';
COMMENT ON COLUMN warehouse.analytics_events.campaign_id IS 'The platform''s own id of the campaign it came by; NULL when it tells none';
COMMENT ON COLUMN warehouse.analytics_events.campaign IS 'warehouse.campaigns; NULL when the platform tells no campaign';
COMMENT ON COLUMN warehouse.analytics_events.source IS 'Who sent the customer; NULL when nobody did';
COMMENT ON COLUMN warehouse.analytics_events.quantity IS 'Pieces';
COMMENT ON COLUMN warehouse.analytics_events.revenue IS 'What the account earns by it, major units of currency; negative when it gives back';
COMMENT ON COLUMN warehouse.analytics_events.currency IS 'ISO 4217 currency of revenue: the account''s';
COMMENT ON COLUMN warehouse.analytics_events.customer_amount IS 'What the customer paid, or got back (negative), major units of customer_currency; NULL when unknown';
COMMENT ON COLUMN warehouse.analytics_events.customer_currency IS 'ISO 4217 currency of customer_amount';
COMMENT ON COLUMN warehouse.analytics_events.metadata IS 'What else the platform tells, a JSON object without personal data';
COMMENT ON COLUMN warehouse.analytics_events.batch_id IS 'ops.batches row that wrote the present values';
COMMENT ON COLUMN warehouse.analytics_events.fetched_at IS 'When the present values were asked for';
COMMENT ON COLUMN warehouse.analytics_events.created_at IS 'When the row was written first';
COMMENT ON COLUMN warehouse.analytics_events.updated_at IS 'When the row was written last';
