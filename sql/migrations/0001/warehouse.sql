-- purpose: dimensions, facts and their history.
CREATE SCHEMA warehouse;
COMMENT ON SCHEMA warehouse IS 'Dimensions and facts as the platforms report them';

CREATE TABLE warehouse.currencies (
    code char(3) PRIMARY KEY,
    minor_units smallint NOT NULL
);
COMMENT ON TABLE warehouse.currencies IS 'ISO 4217 currencies in use, and withdrawn ones that old rates name';
COMMENT ON COLUMN warehouse.currencies.code IS 'ISO 4217 code';
COMMENT ON COLUMN warehouse.currencies.minor_units IS 'Decimals of the smallest coin';
INSERT INTO warehouse.currencies (code, minor_units) VALUES
    ('AED', 2), ('AFN', 2), ('ALL', 2), ('AMD', 2), ('AOA', 2), ('ARS', 2), ('AUD', 2), ('AWG', 2),
    ('AZN', 2), ('BAM', 2), ('BBD', 2), ('BDT', 2), ('BGN', 2), ('BHD', 3), ('BIF', 0), ('BMD', 2),
    ('BND', 2), ('BOB', 2), ('BRL', 2), ('BSD', 2), ('BTN', 2), ('BWP', 2), ('BYN', 2), ('BZD', 2),
    ('CAD', 2), ('CDF', 2), ('CHF', 2), ('CLP', 0), ('CNY', 2), ('COP', 2), ('CRC', 2), ('CUP', 2),
    ('CVE', 2), ('CZK', 2), ('DJF', 0), ('DKK', 2), ('DOP', 2), ('DZD', 2), ('EGP', 2), ('ERN', 2),
    ('ETB', 2), ('EUR', 2), ('FJD', 2), ('FKP', 2), ('GBP', 2), ('GEL', 2), ('GHS', 2), ('GIP', 2),
    ('GMD', 2), ('GNF', 0), ('GTQ', 2), ('GYD', 2), ('HKD', 2), ('HNL', 2), ('HTG', 2), ('HUF', 2),
    ('IDR', 2), ('ILS', 2), ('INR', 2), ('IQD', 3), ('IRR', 2), ('ISK', 0), ('JMD', 2), ('JOD', 3),
    ('JPY', 0), ('KES', 2), ('KGS', 2), ('KHR', 2), ('KMF', 0), ('KPW', 2), ('KRW', 0), ('KWD', 3),
    ('KYD', 2), ('KZT', 2), ('LAK', 2), ('LBP', 2), ('LKR', 2), ('LRD', 2), ('LSL', 2), ('LYD', 3),
    ('MAD', 2), ('MDL', 2), ('MGA', 2), ('MKD', 2), ('MMK', 2), ('MNT', 2), ('MOP', 2), ('MRU', 2),
    ('MUR', 2), ('MVR', 2), ('MWK', 2), ('MXN', 2), ('MYR', 2), ('MZN', 2), ('NAD', 2), ('NGN', 2),
    ('NIO', 2), ('NOK', 2), ('NPR', 2), ('NZD', 2), ('OMR', 3), ('PAB', 2), ('PEN', 2), ('PGK', 2),
    ('PHP', 2), ('PKR', 2), ('PLN', 2), ('PYG', 0), ('QAR', 2), ('RON', 2), ('RSD', 2), ('RUB', 2),
    ('RWF', 0), ('SAR', 2), ('SBD', 2), ('SCR', 2), ('SDG', 2), ('SEK', 2), ('SGD', 2), ('SHP', 2),
    ('SLE', 2), ('SOS', 2), ('SRD', 2), ('SSP', 2), ('STN', 2), ('SVC', 2), ('SYP', 2), ('SZL', 2),
    ('THB', 2), ('TJS', 2), ('TMT', 2), ('TND', 3), ('TOP', 2), ('TRY', 2), ('TTD', 2), ('TWD', 2),
    ('TZS', 2), ('UAH', 2), ('UGX', 0), ('USD', 2), ('UYU', 2), ('UZS', 2), ('VES', 2), ('VND', 0),
    ('VUV', 0), ('WST', 2), ('XAF', 0), ('XCD', 2), ('XOF', 0), ('XPF', 0), ('YER', 2), ('ZAR', 2),
    ('ZMW', 2), ('ZWG', 2),
    ('CYP', 2), ('EEK', 2), ('HRK', 2), ('LTL', 2), ('LVL', 2), ('MTL', 2), ('ROL', 2), ('SIT', 2), ('SKK', 2), ('TRL', 0);

CREATE TABLE warehouse.fx_rates (
    date date NOT NULL,
    base char(3) NOT NULL REFERENCES warehouse.currencies,
    quote char(3) NOT NULL REFERENCES warehouse.currencies,
    source text NOT NULL,
    rate numeric(24,12) NOT NULL CONSTRAINT fx_rates_rate_is_positive CHECK (rate > 0 AND rate <> 'NaN'),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (quote, date, base, source)
);
COMMENT ON TABLE warehouse.fx_rates IS 'Exchange rates a day: one base costs rate quote';
COMMENT ON COLUMN warehouse.fx_rates.date IS 'Day the rate is of (no weekends at the ECB)';
COMMENT ON COLUMN warehouse.fx_rates.base IS 'Currency that is priced';
COMMENT ON COLUMN warehouse.fx_rates.quote IS 'Currency it is priced in';
COMMENT ON COLUMN warehouse.fx_rates.source IS 'ecb, or the name of an own file';
COMMENT ON COLUMN warehouse.fx_rates.rate IS 'Units of quote for one unit of base';
COMMENT ON COLUMN warehouse.fx_rates.created_at IS 'When the row was written first';
COMMENT ON COLUMN warehouse.fx_rates.updated_at IS 'When the row was written last';

CREATE TABLE warehouse.ad_accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    platform text NOT NULL,
    account_id text NOT NULL,
    name text NOT NULL,
    currency char(3) NOT NULL REFERENCES warehouse.currencies,
    timezone text NOT NULL,
    platform_status text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (platform, account_id)
);
COMMENT ON TABLE warehouse.ad_accounts IS 'Accounts at the platforms, once each however many people connect them';
COMMENT ON COLUMN warehouse.ad_accounts.id IS 'Account';
COMMENT ON COLUMN warehouse.ad_accounts.platform IS 'meta, google, naver, clickbank or shopee';
COMMENT ON COLUMN warehouse.ad_accounts.account_id IS 'The platform''s own id';
COMMENT ON COLUMN warehouse.ad_accounts.name IS 'Name at the platform';
COMMENT ON COLUMN warehouse.ad_accounts.currency IS 'ISO 4217 currency of its money';
COMMENT ON COLUMN warehouse.ad_accounts.timezone IS 'IANA zone of its days';
COMMENT ON COLUMN warehouse.ad_accounts.platform_status IS 'Status in the platform''s words';
COMMENT ON COLUMN warehouse.ad_accounts.created_at IS 'When the row was written first';
COMMENT ON COLUMN warehouse.ad_accounts.updated_at IS 'When the row was written last';

ALTER TABLE app.marketing_accounts ADD CONSTRAINT marketing_accounts_ad_account_id_fkey
    FOREIGN KEY (ad_account_id) REFERENCES warehouse.ad_accounts ON DELETE RESTRICT;

CREATE TABLE warehouse.channels (
    id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    platform text NOT NULL,
    display_name text NOT NULL,
    icon_url text,
    revenue_basis text NOT NULL DEFAULT 'attributed'
        CONSTRAINT channels_revenue_basis_is_known CHECK (revenue_basis IN ('attributed', 'earned')),
    attribution_days smallint NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE warehouse.channels IS 'Where advertising is seen';
COMMENT ON COLUMN warehouse.channels.id IS 'Channel';
COMMENT ON COLUMN warehouse.channels.name IS 'Stable name, e.g. google_search';
COMMENT ON COLUMN warehouse.channels.platform IS 'Platform that reports it';
COMMENT ON COLUMN warehouse.channels.display_name IS 'Name for people';
COMMENT ON COLUMN warehouse.channels.icon_url IS 'Picture';
COMMENT ON COLUMN warehouse.channels.revenue_basis IS 'attributed: the ad platform''s claim; earned: money really taken';
COMMENT ON COLUMN warehouse.channels.attribution_days IS 'Days after a date during which its conversions may still change';
COMMENT ON COLUMN warehouse.channels.is_active IS 'In use';
INSERT INTO warehouse.channels (name, platform, display_name, attribution_days) VALUES
    ('google_search', 'google', 'Google 검색광고', 30),
    ('google_display', 'google', 'Google 디스플레이', 30),
    ('youtube', 'google', 'YouTube 광고', 30),
    ('facebook', 'meta', 'Facebook 광고', 28),
    ('instagram', 'meta', 'Instagram 광고', 28),
    ('naver_search', 'naver', '네이버 검색광고', 20),
    ('naver_display', 'naver', '네이버 디스플레이', 20),
    ('kakao', 'kakao', '카카오 광고', 0),
    ('messenger', 'meta', 'Messenger', 28),
    ('audience_network', 'meta', 'Audience Network', 28),
    ('threads', 'meta', 'Threads', 28),
    ('meta_all', 'meta', 'Meta, all placements', 28),
    ('meta_other', 'meta', 'Meta, other placements', 28);

CREATE TABLE warehouse.channel_map (
    platform text NOT NULL,
    placement text NOT NULL,
    channel_id smallint NOT NULL REFERENCES warehouse.channels ON DELETE RESTRICT,
    PRIMARY KEY (platform, placement)
);
COMMENT ON TABLE warehouse.channel_map IS 'The one mapping from a platform''s placement value to a channel; edit it freely. Unmapped values land in <platform>_other';
COMMENT ON COLUMN warehouse.channel_map.platform IS 'Platform';
COMMENT ON COLUMN warehouse.channel_map.placement IS 'Value as the platform sends it';
COMMENT ON COLUMN warehouse.channel_map.channel_id IS 'Channel it counts for';
INSERT INTO warehouse.channel_map (platform, placement, channel_id)
SELECT 'meta', map.placement, channels.id
FROM (VALUES ('facebook', 'facebook'), ('instagram', 'instagram'), ('messenger', 'messenger'),
             ('audience_network', 'audience_network'), ('threads', 'threads'), ('all', 'meta_all'))
         AS map (placement, channel)
JOIN warehouse.channels ON channels.name = map.channel;

CREATE TABLE warehouse.campaigns (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ad_account_id bigint NOT NULL REFERENCES warehouse.ad_accounts ON DELETE RESTRICT,
    campaign_id text NOT NULL,
    campaign_name text NOT NULL,
    platform text NOT NULL,
    status text CONSTRAINT campaigns_status_is_known CHECK (status IN ('active', 'paused', 'ended')),
    platform_status text,
    objective text,
    daily_budget numeric(20,6),
    total_budget numeric(20,6),
    currency char(3) NOT NULL,
    start_date date,
    end_date date,
    is_placeholder boolean NOT NULL DEFAULT false,
    source_updated_at timestamptz,
    fetched_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (ad_account_id, campaign_id)
);
CREATE INDEX campaigns_platform_idx ON warehouse.campaigns (platform);
CREATE INDEX campaigns_status_idx ON warehouse.campaigns (status);
COMMENT ON TABLE warehouse.campaigns IS 'Campaigns as they are now at the platforms';
COMMENT ON COLUMN warehouse.campaigns.id IS 'Campaign';
COMMENT ON COLUMN warehouse.campaigns.ad_account_id IS 'Account it belongs to';
COMMENT ON COLUMN warehouse.campaigns.campaign_id IS 'The platform''s own id';
COMMENT ON COLUMN warehouse.campaigns.campaign_name IS 'Name';
COMMENT ON COLUMN warehouse.campaigns.platform IS 'Platform';
COMMENT ON COLUMN warehouse.campaigns.status IS 'active, paused or ended; NULL while only seen in metrics';
COMMENT ON COLUMN warehouse.campaigns.platform_status IS 'Status in the platform''s words';
COMMENT ON COLUMN warehouse.campaigns.objective IS 'Objective in the platform''s words';
COMMENT ON COLUMN warehouse.campaigns.daily_budget IS 'Budget a day, major units';
COMMENT ON COLUMN warehouse.campaigns.total_budget IS 'Budget over its life, major units';
COMMENT ON COLUMN warehouse.campaigns.currency IS 'ISO 4217 currency of the budgets';
COMMENT ON COLUMN warehouse.campaigns.start_date IS 'First day, account zone';
COMMENT ON COLUMN warehouse.campaigns.end_date IS 'Last day, account zone; NULL when open';
COMMENT ON COLUMN warehouse.campaigns.is_placeholder IS 'Seen in metrics only; the platform does not list it';
COMMENT ON COLUMN warehouse.campaigns.source_updated_at IS 'Version: when the platform last changed it';
COMMENT ON COLUMN warehouse.campaigns.fetched_at IS 'When the present values were asked for';
COMMENT ON COLUMN warehouse.campaigns.created_at IS 'When the row was written first';
COMMENT ON COLUMN warehouse.campaigns.updated_at IS 'When the row was written last';

CREATE TABLE warehouse.campaign_history (
    campaign_id bigint NOT NULL REFERENCES warehouse.campaigns ON DELETE RESTRICT,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz,
    campaign_name text NOT NULL,
    status text,
    daily_budget numeric(20,6),
    total_budget numeric(20,6),
    PRIMARY KEY (campaign_id, valid_from),
    CONSTRAINT campaign_history_ends_after_it_starts CHECK (valid_to > valid_from)
);
CREATE UNIQUE INDEX campaign_history_current_key ON warehouse.campaign_history (campaign_id) WHERE valid_to IS NULL;
COMMENT ON TABLE warehouse.campaign_history IS 'Name, status and budget of a campaign over time';
COMMENT ON COLUMN warehouse.campaign_history.campaign_id IS 'warehouse.campaigns';
COMMENT ON COLUMN warehouse.campaign_history.valid_from IS 'First fetch that saw these values';
COMMENT ON COLUMN warehouse.campaign_history.valid_to IS 'First fetch that saw others; NULL for the present';
COMMENT ON COLUMN warehouse.campaign_history.campaign_name IS 'Name then';
COMMENT ON COLUMN warehouse.campaign_history.status IS 'Status then';
COMMENT ON COLUMN warehouse.campaign_history.daily_budget IS 'Daily budget then';
COMMENT ON COLUMN warehouse.campaign_history.total_budget IS 'Total budget then';

CREATE TABLE warehouse.campaign_metrics (
    date date NOT NULL,
    campaign_id bigint NOT NULL,
    channel_id smallint NOT NULL,
    ad_account_id bigint NOT NULL,
    impressions bigint CONSTRAINT campaign_metrics_impressions_not_negative CHECK (impressions >= 0),
    clicks bigint CONSTRAINT campaign_metrics_clicks_not_negative CHECK (clicks >= 0),
    cost numeric(20,6) CONSTRAINT campaign_metrics_cost_is_a_number CHECK (cost <> 'NaN'),
    conversions numeric(20,6) CONSTRAINT campaign_metrics_conversions_is_a_number CHECK (conversions <> 'NaN'),
    revenue numeric(20,6) CONSTRAINT campaign_metrics_revenue_is_a_number CHECK (revenue <> 'NaN'),
    likes bigint,
    shares bigint,
    comments bigint,
    saves bigint,
    currency char(3) NOT NULL,
    ctr numeric GENERATED ALWAYS AS (CASE WHEN impressions > 0 THEN round(clicks * 100.0 / impressions, 4) END) STORED,
    cpc numeric GENERATED ALWAYS AS (CASE WHEN clicks > 0 THEN round(cost / clicks, 4) END) STORED,
    cpm numeric GENERATED ALWAYS AS (CASE WHEN impressions > 0 THEN round(cost * 1000 / impressions, 4) END) STORED,
    conversion_rate numeric GENERATED ALWAYS AS (CASE WHEN clicks > 0 THEN round(conversions * 100 / clicks, 4) END) STORED,
    cpa numeric GENERATED ALWAYS AS (CASE WHEN conversions > 0 THEN round(cost / conversions, 4) END) STORED,
    roas numeric GENERATED ALWAYS AS (CASE WHEN cost > 0 THEN round(revenue / cost, 4) END) STORED,
    roi numeric GENERATED ALWAYS AS (CASE WHEN cost > 0 THEN round((revenue - cost) * 100 / cost, 4) END) STORED,
    batch_id bigint NOT NULL,
    fetched_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (date, campaign_id, channel_id)
) PARTITION BY RANGE (date);
CREATE INDEX campaign_metrics_account_date_idx ON warehouse.campaign_metrics (ad_account_id, date);
CREATE INDEX campaign_metrics_campaign_date_idx ON warehouse.campaign_metrics (campaign_id, date DESC);
COMMENT ON TABLE warehouse.campaign_metrics IS 'Daily figures a campaign and channel, the grain of every report; monthly partitions';
COMMENT ON COLUMN warehouse.campaign_metrics.date IS 'Calendar day in the account''s time zone, as the platform reports it';
COMMENT ON COLUMN warehouse.campaign_metrics.campaign_id IS 'warehouse.campaigns';
COMMENT ON COLUMN warehouse.campaign_metrics.channel_id IS 'warehouse.channels';
COMMENT ON COLUMN warehouse.campaign_metrics.ad_account_id IS 'warehouse.ad_accounts';
COMMENT ON COLUMN warehouse.campaign_metrics.impressions IS 'Times shown; NULL when the platform does not say';
COMMENT ON COLUMN warehouse.campaign_metrics.clicks IS 'All clicks; NULL when unknown';
COMMENT ON COLUMN warehouse.campaign_metrics.cost IS 'Money spent, major units of currency; negative for corrections; NULL when unknown';
COMMENT ON COLUMN warehouse.campaign_metrics.conversions IS 'Purchases the platform claims; fractional; NULL when unknown';
COMMENT ON COLUMN warehouse.campaign_metrics.revenue IS 'Value of those purchases, major units of currency; basis in channels.revenue_basis';
COMMENT ON COLUMN warehouse.campaign_metrics.likes IS 'Reactions';
COMMENT ON COLUMN warehouse.campaign_metrics.shares IS 'Shares';
COMMENT ON COLUMN warehouse.campaign_metrics.comments IS 'Comments';
COMMENT ON COLUMN warehouse.campaign_metrics.saves IS 'Saves';
COMMENT ON COLUMN warehouse.campaign_metrics.currency IS 'ISO 4217 currency of cost and revenue';
COMMENT ON COLUMN warehouse.campaign_metrics.ctr IS 'Click-through rate in percent: clicks / impressions * 100';
COMMENT ON COLUMN warehouse.campaign_metrics.cpc IS 'Cost per click, major units';
COMMENT ON COLUMN warehouse.campaign_metrics.cpm IS 'Cost per 1000 impressions, major units';
COMMENT ON COLUMN warehouse.campaign_metrics.conversion_rate IS 'conversions / clicks in percent';
COMMENT ON COLUMN warehouse.campaign_metrics.cpa IS 'Cost per conversion, major units';
COMMENT ON COLUMN warehouse.campaign_metrics.roas IS 'Return on ad spend, a ratio: revenue / cost';
COMMENT ON COLUMN warehouse.campaign_metrics.roi IS 'Return on investment in percent: (revenue - cost) / cost * 100';
COMMENT ON COLUMN warehouse.campaign_metrics.batch_id IS 'ops.batches row that wrote the present values';
COMMENT ON COLUMN warehouse.campaign_metrics.fetched_at IS 'When the present values were asked for';
COMMENT ON COLUMN warehouse.campaign_metrics.created_at IS 'When the row was written first';
COMMENT ON COLUMN warehouse.campaign_metrics.updated_at IS 'When the row was written last';

CREATE TABLE warehouse.campaign_metrics_hourly (
    date date NOT NULL,
    hour smallint NOT NULL CONSTRAINT campaign_metrics_hourly_hour_is_0_to_23 CHECK (hour BETWEEN 0 AND 23),
    campaign_id bigint NOT NULL,
    channel_id smallint NOT NULL,
    ad_account_id bigint NOT NULL,
    impressions bigint CONSTRAINT campaign_metrics_hourly_impressions_not_negative CHECK (impressions >= 0),
    clicks bigint CONSTRAINT campaign_metrics_hourly_clicks_not_negative CHECK (clicks >= 0),
    cost numeric(20,6) CONSTRAINT campaign_metrics_hourly_cost_is_a_number CHECK (cost <> 'NaN'),
    conversions numeric(20,6) CONSTRAINT campaign_metrics_hourly_conversions_is_a_number CHECK (conversions <> 'NaN'),
    revenue numeric(20,6) CONSTRAINT campaign_metrics_hourly_revenue_is_a_number CHECK (revenue <> 'NaN'),
    likes bigint,
    shares bigint,
    comments bigint,
    saves bigint,
    currency char(3) NOT NULL,
    ctr numeric GENERATED ALWAYS AS (CASE WHEN impressions > 0 THEN round(clicks * 100.0 / impressions, 4) END) STORED,
    cpc numeric GENERATED ALWAYS AS (CASE WHEN clicks > 0 THEN round(cost / clicks, 4) END) STORED,
    cpm numeric GENERATED ALWAYS AS (CASE WHEN impressions > 0 THEN round(cost * 1000 / impressions, 4) END) STORED,
    conversion_rate numeric GENERATED ALWAYS AS (CASE WHEN clicks > 0 THEN round(conversions * 100 / clicks, 4) END) STORED,
    cpa numeric GENERATED ALWAYS AS (CASE WHEN conversions > 0 THEN round(cost / conversions, 4) END) STORED,
    roas numeric GENERATED ALWAYS AS (CASE WHEN cost > 0 THEN round(revenue / cost, 4) END) STORED,
    roi numeric GENERATED ALWAYS AS (CASE WHEN cost > 0 THEN round((revenue - cost) * 100 / cost, 4) END) STORED,
    batch_id bigint NOT NULL,
    fetched_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (date, hour, campaign_id, channel_id)
) PARTITION BY RANGE (date);
CREATE INDEX campaign_metrics_hourly_account_date_idx ON warehouse.campaign_metrics_hourly (ad_account_id, date);
CREATE INDEX campaign_metrics_hourly_campaign_date_idx ON warehouse.campaign_metrics_hourly (campaign_id, date DESC);
COMMENT ON TABLE warehouse.campaign_metrics_hourly IS 'Hourly figures a campaign and channel; monthly partitions';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.date IS 'Calendar day in the account''s time zone, as the platform reports it';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.hour IS 'Hour 0 to 23 in the account''s time zone';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.campaign_id IS 'warehouse.campaigns';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.channel_id IS 'warehouse.channels';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.ad_account_id IS 'warehouse.ad_accounts';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.impressions IS 'Times shown; NULL when the platform does not say';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.clicks IS 'All clicks; NULL when unknown';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.cost IS 'Money spent, major units of currency; negative for corrections; NULL when unknown';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.conversions IS 'Purchases the platform claims; fractional; NULL when unknown';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.revenue IS 'Value of those purchases, major units of currency; basis in channels.revenue_basis';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.likes IS 'Reactions';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.shares IS 'Shares';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.comments IS 'Comments';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.saves IS 'Saves';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.currency IS 'ISO 4217 currency of cost and revenue';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.ctr IS 'Click-through rate in percent: clicks / impressions * 100';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.cpc IS 'Cost per click, major units';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.cpm IS 'Cost per 1000 impressions, major units';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.conversion_rate IS 'conversions / clicks in percent';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.cpa IS 'Cost per conversion, major units';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.roas IS 'Return on ad spend, a ratio: revenue / cost';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.roi IS 'Return on investment in percent: (revenue - cost) / cost * 100';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.batch_id IS 'ops.batches row that wrote the present values';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.fetched_at IS 'When the present values were asked for';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.created_at IS 'When the row was written first';
COMMENT ON COLUMN warehouse.campaign_metrics_hourly.updated_at IS 'When the row was written last';

CREATE TABLE warehouse.metric_revisions (
    changed_at timestamptz NOT NULL,
    table_name text NOT NULL,
    ad_account_id bigint NOT NULL,
    date date NOT NULL,
    hour smallint,
    campaign_id bigint NOT NULL,
    channel_id smallint NOT NULL,
    kind text NOT NULL CONSTRAINT metric_revisions_kind_is_known CHECK (kind IN ('insert_late', 'update', 'delete')),
    measure text NOT NULL,
    old_value numeric,
    new_value numeric,
    currency char(3) NOT NULL,
    batch_id bigint NOT NULL,
    run_id text NOT NULL
) PARTITION BY RANGE (changed_at);
CREATE INDEX metric_revisions_key_idx ON warehouse.metric_revisions (campaign_id, date);
COMMENT ON TABLE warehouse.metric_revisions IS 'What a published figure was before it changed; one row a figure; first loads leave none; monthly partitions';
COMMENT ON COLUMN warehouse.metric_revisions.changed_at IS 'When the change was published';
COMMENT ON COLUMN warehouse.metric_revisions.table_name IS 'campaign_metrics or campaign_metrics_hourly';
COMMENT ON COLUMN warehouse.metric_revisions.ad_account_id IS 'warehouse.ad_accounts';
COMMENT ON COLUMN warehouse.metric_revisions.date IS 'Day of the figure, account zone';
COMMENT ON COLUMN warehouse.metric_revisions.hour IS 'Hour of the figure; NULL for daily';
COMMENT ON COLUMN warehouse.metric_revisions.campaign_id IS 'warehouse.campaigns';
COMMENT ON COLUMN warehouse.metric_revisions.channel_id IS 'warehouse.channels';
COMMENT ON COLUMN warehouse.metric_revisions.kind IS 'insert_late, update or delete';
COMMENT ON COLUMN warehouse.metric_revisions.measure IS 'Column that changed';
COMMENT ON COLUMN warehouse.metric_revisions.old_value IS 'Value before; NULL when the row was absent or unknown';
COMMENT ON COLUMN warehouse.metric_revisions.new_value IS 'Value after; NULL when the row left the report or became unknown';
COMMENT ON COLUMN warehouse.metric_revisions.currency IS 'Currency of money measures';
COMMENT ON COLUMN warehouse.metric_revisions.batch_id IS 'ops.batches row that changed it';
COMMENT ON COLUMN warehouse.metric_revisions.run_id IS 'Run that changed it';
