-- purpose: the contract for analysts.
CREATE SCHEMA marts;
COMMENT ON SCHEMA marts IS 'What analysts may rely on';

CREATE TABLE marts.account_channel_daily (
    ad_account_id bigint NOT NULL,
    channel_id smallint NOT NULL,
    date date NOT NULL,
    currency char(3) NOT NULL,
    impressions numeric,
    clicks numeric,
    cost numeric,
    conversions numeric,
    revenue numeric,
    likes numeric,
    shares numeric,
    comments numeric,
    saves numeric,
    clicks_with_impressions numeric,
    clicks_with_cost numeric,
    revenue_with_cost numeric,
    rows bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ad_account_id, date, channel_id, currency)
);
CREATE INDEX account_channel_daily_date_idx ON marts.account_channel_daily (date);
COMMENT ON TABLE marts.account_channel_daily IS 'Sums an account, channel and day in native currency: the base of every rollup; never archived';
COMMENT ON COLUMN marts.account_channel_daily.ad_account_id IS 'warehouse.ad_accounts';
COMMENT ON COLUMN marts.account_channel_daily.channel_id IS 'warehouse.channels';
COMMENT ON COLUMN marts.account_channel_daily.date IS 'Day in the account''s zone';
COMMENT ON COLUMN marts.account_channel_daily.currency IS 'ISO 4217 currency of cost and revenue';
COMMENT ON COLUMN marts.account_channel_daily.impressions IS 'Sum; NULL when no row knows it';
COMMENT ON COLUMN marts.account_channel_daily.clicks IS 'Sum';
COMMENT ON COLUMN marts.account_channel_daily.cost IS 'Sum, native currency';
COMMENT ON COLUMN marts.account_channel_daily.conversions IS 'Sum';
COMMENT ON COLUMN marts.account_channel_daily.revenue IS 'Sum, native currency';
COMMENT ON COLUMN marts.account_channel_daily.likes IS 'Sum';
COMMENT ON COLUMN marts.account_channel_daily.shares IS 'Sum';
COMMENT ON COLUMN marts.account_channel_daily.comments IS 'Sum';
COMMENT ON COLUMN marts.account_channel_daily.saves IS 'Sum';
COMMENT ON COLUMN marts.account_channel_daily.clicks_with_impressions IS 'Clicks of rows whose impressions are known: numerator of ctr';
COMMENT ON COLUMN marts.account_channel_daily.clicks_with_cost IS 'Clicks of rows whose cost is known: denominator of cpc';
COMMENT ON COLUMN marts.account_channel_daily.revenue_with_cost IS 'Revenue of rows whose cost is known: numerator of roas';
COMMENT ON COLUMN marts.account_channel_daily.rows IS 'Fact rows behind the sums';
COMMENT ON COLUMN marts.account_channel_daily.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.account_channel_daily.updated_at IS 'When the row was written last';

CREATE TABLE marts.channel_performance (
    user_id uuid NOT NULL,
    channel_id smallint NOT NULL,
    date date NOT NULL,
    reporting_currency char(3) NOT NULL,
    total_spend numeric,
    total_impressions numeric,
    total_clicks numeric,
    total_conversions numeric,
    total_revenue numeric,
    avg_cpc numeric,
    avg_ctr numeric,
    avg_roas numeric,
    accounts_expected integer NOT NULL,
    accounts_loaded integer NOT NULL,
    is_complete boolean NOT NULL,
    fx_complete boolean NOT NULL,
    missing_rates text[] NOT NULL,
    mixed_timezones boolean NOT NULL,
    data_as_of timestamptz,
    provisional_until date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, date, channel_id)
);
CREATE INDEX channel_performance_date_idx ON marts.channel_performance (date);
CREATE INDEX channel_performance_user_date_idx ON marts.channel_performance (user_id, date DESC);
COMMENT ON TABLE marts.channel_performance IS 'What a user''s accounts spent and earned a channel and day, in the reporting currency';
COMMENT ON COLUMN marts.channel_performance.user_id IS 'app.users';
COMMENT ON COLUMN marts.channel_performance.channel_id IS 'warehouse.channels';
COMMENT ON COLUMN marts.channel_performance.date IS 'Calendar day, each account in its own zone';
COMMENT ON COLUMN marts.channel_performance.reporting_currency IS 'Currency of the totals: user''s setting, else the default team''s, else USD';
COMMENT ON COLUMN marts.channel_performance.total_spend IS 'Cost, converted at each day''s own rate; NULL when a rate is missing or no cost is known';
COMMENT ON COLUMN marts.channel_performance.total_impressions IS 'Impressions';
COMMENT ON COLUMN marts.channel_performance.total_clicks IS 'Clicks';
COMMENT ON COLUMN marts.channel_performance.total_conversions IS 'Conversions';
COMMENT ON COLUMN marts.channel_performance.total_revenue IS 'Revenue, converted; basis in channels.revenue_basis';
COMMENT ON COLUMN marts.channel_performance.avg_cpc IS 'Cost per click from the sums';
COMMENT ON COLUMN marts.channel_performance.avg_ctr IS 'Click-through rate in percent from the sums';
COMMENT ON COLUMN marts.channel_performance.avg_roas IS 'Return on ad spend from the sums, where cost is known';
COMMENT ON COLUMN marts.channel_performance.accounts_expected IS 'Connected accounts that this channel''s platform should have reported';
COMMENT ON COLUMN marts.channel_performance.accounts_loaded IS 'Of those, loaded for this day';
COMMENT ON COLUMN marts.channel_performance.is_complete IS 'Every expected account is loaded and none of the day''s records is in quarantine';
COMMENT ON COLUMN marts.channel_performance.fx_complete IS 'Every needed rate was there';
COMMENT ON COLUMN marts.channel_performance.missing_rates IS 'Missing pairs with their day, e.g. TWD/USD 2026-11-20';
COMMENT ON COLUMN marts.channel_performance.mixed_timezones IS 'The day is not the same 24 hours in all its accounts';
COMMENT ON COLUMN marts.channel_performance.data_as_of IS 'Oldest fetch behind the row';
COMMENT ON COLUMN marts.channel_performance.provisional_until IS 'Conversions may change up to this day';
COMMENT ON COLUMN marts.channel_performance.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.channel_performance.updated_at IS 'When the row was written last';

CREATE VIEW marts.campaign_metrics_all WITH (security_invoker = true) AS
SELECT campaign_id, date, NULL::smallint AS hour,
       sum(impressions) AS impressions, sum(clicks) AS clicks, sum(cost) AS cost, sum(conversions) AS conversions,
       sum(revenue) AS revenue, sum(likes) AS likes, sum(shares) AS shares, sum(comments) AS comments,
       sum(saves) AS saves, min(currency) AS currency,
       CASE WHEN sum(impressions) > 0 THEN round(sum(clicks) FILTER (WHERE impressions IS NOT NULL) * 100.0 / sum(impressions), 4) END AS ctr,
       CASE WHEN sum(clicks) FILTER (WHERE cost IS NOT NULL) > 0 THEN round(sum(cost) / sum(clicks) FILTER (WHERE cost IS NOT NULL), 4) END AS cpc,
       CASE WHEN sum(impressions) FILTER (WHERE cost IS NOT NULL) > 0 THEN round(sum(cost) * 1000 / sum(impressions) FILTER (WHERE cost IS NOT NULL), 4) END AS cpm,
       CASE WHEN sum(clicks) > 0 THEN round(sum(conversions) FILTER (WHERE clicks IS NOT NULL) * 100 / sum(clicks), 4) END AS conversion_rate,
       CASE WHEN sum(conversions) FILTER (WHERE cost IS NOT NULL) > 0 THEN round(sum(cost) / sum(conversions) FILTER (WHERE cost IS NOT NULL), 4) END AS cpa,
       CASE WHEN sum(cost) > 0 THEN round(sum(revenue) FILTER (WHERE cost IS NOT NULL) / sum(cost), 4) END AS roas,
       CASE WHEN sum(cost) > 0 THEN round((sum(revenue) FILTER (WHERE cost IS NOT NULL) - sum(cost)) * 100 / sum(cost), 4) END AS roi
FROM warehouse.campaign_metrics
GROUP BY campaign_id, date
UNION ALL
SELECT campaign_id, date, hour,
       sum(impressions), sum(clicks), sum(cost), sum(conversions), sum(revenue), sum(likes), sum(shares), sum(comments),
       sum(saves), min(currency),
       CASE WHEN sum(impressions) > 0 THEN round(sum(clicks) FILTER (WHERE impressions IS NOT NULL) * 100.0 / sum(impressions), 4) END,
       CASE WHEN sum(clicks) FILTER (WHERE cost IS NOT NULL) > 0 THEN round(sum(cost) / sum(clicks) FILTER (WHERE cost IS NOT NULL), 4) END,
       CASE WHEN sum(impressions) FILTER (WHERE cost IS NOT NULL) > 0 THEN round(sum(cost) * 1000 / sum(impressions) FILTER (WHERE cost IS NOT NULL), 4) END,
       CASE WHEN sum(clicks) > 0 THEN round(sum(conversions) FILTER (WHERE clicks IS NOT NULL) * 100 / sum(clicks), 4) END,
       CASE WHEN sum(conversions) FILTER (WHERE cost IS NOT NULL) > 0 THEN round(sum(cost) / sum(conversions) FILTER (WHERE cost IS NOT NULL), 4) END,
       CASE WHEN sum(cost) > 0 THEN round(sum(revenue) FILTER (WHERE cost IS NOT NULL) / sum(cost), 4) END,
       CASE WHEN sum(cost) > 0 THEN round((sum(revenue) FILTER (WHERE cost IS NOT NULL) - sum(cost)) * 100 / sum(cost), 4) END
FROM warehouse.campaign_metrics_hourly
GROUP BY campaign_id, date, hour;
COMMENT ON VIEW marts.campaign_metrics_all IS 'Document 001''s campaign_metrics: unique on (campaign_id, date, hour), hour NULL for the whole day; never sum both kinds';
COMMENT ON COLUMN marts.campaign_metrics_all.campaign_id IS 'warehouse.campaigns';
COMMENT ON COLUMN marts.campaign_metrics_all.date IS 'Day in the account''s zone';
COMMENT ON COLUMN marts.campaign_metrics_all.hour IS 'Hour, or NULL for the whole day';
COMMENT ON COLUMN marts.campaign_metrics_all.impressions IS 'Times shown; NULL when the platform does not say';
COMMENT ON COLUMN marts.campaign_metrics_all.clicks IS 'All clicks; NULL when unknown';
COMMENT ON COLUMN marts.campaign_metrics_all.cost IS 'Money spent, major units of currency; negative for corrections; NULL when unknown';
COMMENT ON COLUMN marts.campaign_metrics_all.conversions IS 'Purchases the platform claims; fractional; NULL when unknown';
COMMENT ON COLUMN marts.campaign_metrics_all.revenue IS 'Value of those purchases, major units of currency; basis in channels.revenue_basis';
COMMENT ON COLUMN marts.campaign_metrics_all.likes IS 'Reactions';
COMMENT ON COLUMN marts.campaign_metrics_all.shares IS 'Shares';
COMMENT ON COLUMN marts.campaign_metrics_all.comments IS 'Comments';
COMMENT ON COLUMN marts.campaign_metrics_all.saves IS 'Saves';
COMMENT ON COLUMN marts.campaign_metrics_all.currency IS 'ISO 4217 currency of cost and revenue';
COMMENT ON COLUMN marts.campaign_metrics_all.ctr IS 'Click-through rate in percent: clicks / impressions * 100';
COMMENT ON COLUMN marts.campaign_metrics_all.cpc IS 'Cost per click, major units';
COMMENT ON COLUMN marts.campaign_metrics_all.cpm IS 'Cost per 1000 impressions, major units';
COMMENT ON COLUMN marts.campaign_metrics_all.conversion_rate IS 'conversions / clicks in percent';
COMMENT ON COLUMN marts.campaign_metrics_all.cpa IS 'Cost per conversion, major units';
COMMENT ON COLUMN marts.campaign_metrics_all.roas IS 'Return on ad spend, a ratio: revenue / cost';
COMMENT ON COLUMN marts.campaign_metrics_all.roi IS 'Return on investment in percent: (revenue - cost) / cost * 100';

CREATE VIEW marts.performance_data WITH (security_invoker = true) AS
SELECT campaign_id, date, impressions, clicks, cost AS spend, revenue, conversions, roi, ctr / 100 AS ctr, cpc, currency
FROM marts.campaign_metrics_all
WHERE hour IS NULL;
COMMENT ON VIEW marts.performance_data IS 'Document 000''s performance_data: unique on (campaign_id, date)';
COMMENT ON COLUMN marts.performance_data.campaign_id IS 'warehouse.campaigns';
COMMENT ON COLUMN marts.performance_data.date IS 'Day in the account''s zone';
COMMENT ON COLUMN marts.performance_data.impressions IS 'Impressions';
COMMENT ON COLUMN marts.performance_data.clicks IS 'Clicks';
COMMENT ON COLUMN marts.performance_data.spend IS 'Money spent, major units of currency';
COMMENT ON COLUMN marts.performance_data.revenue IS 'Attributed revenue';
COMMENT ON COLUMN marts.performance_data.conversions IS 'Conversions';
COMMENT ON COLUMN marts.performance_data.roi IS 'Return on investment in percent';
COMMENT ON COLUMN marts.performance_data.ctr IS 'Click-through rate as a fraction, as document 000 has it';
COMMENT ON COLUMN marts.performance_data.cpc IS 'Cost per click';
COMMENT ON COLUMN marts.performance_data.currency IS 'ISO 4217 currency of the money';

CREATE VIEW marts.changed_numbers WITH (security_invoker = true) AS
SELECT revision.changed_at, account.platform, account.account_id, campaign.campaign_id AS platform_campaign_id,
       campaign.campaign_name, channel.name AS channel, revision.date, revision.hour, revision.kind, revision.measure,
       revision.old_value, revision.new_value, coalesce(revision.new_value, 0) - coalesce(revision.old_value, 0) AS difference,
       revision.currency, revision.run_id
FROM warehouse.metric_revisions AS revision
JOIN warehouse.ad_accounts AS account ON account.id = revision.ad_account_id
JOIN warehouse.campaigns AS campaign ON campaign.id = revision.campaign_id
JOIN warehouse.channels AS channel ON channel.id = revision.channel_id;
COMMENT ON VIEW marts.changed_numbers IS 'Which published figures changed, from what to what, when and by which run; filter on changed_at for "since yesterday''s report"';
COMMENT ON COLUMN marts.changed_numbers.changed_at IS 'When the change was published';
COMMENT ON COLUMN marts.changed_numbers.platform IS 'Platform';
COMMENT ON COLUMN marts.changed_numbers.account_id IS 'The platform''s account id';
COMMENT ON COLUMN marts.changed_numbers.platform_campaign_id IS 'The platform''s campaign id';
COMMENT ON COLUMN marts.changed_numbers.campaign_name IS 'Campaign';
COMMENT ON COLUMN marts.changed_numbers.channel IS 'Channel';
COMMENT ON COLUMN marts.changed_numbers.date IS 'Day of the figure';
COMMENT ON COLUMN marts.changed_numbers.hour IS 'Hour of the figure; NULL for daily';
COMMENT ON COLUMN marts.changed_numbers.kind IS 'insert_late, update or delete';
COMMENT ON COLUMN marts.changed_numbers.measure IS 'Figure';
COMMENT ON COLUMN marts.changed_numbers.old_value IS 'Before';
COMMENT ON COLUMN marts.changed_numbers.new_value IS 'After';
COMMENT ON COLUMN marts.changed_numbers.difference IS 'After minus before, unknown taken as 0';
COMMENT ON COLUMN marts.changed_numbers.currency IS 'Currency of money figures';
COMMENT ON COLUMN marts.changed_numbers.run_id IS 'Run that changed it';
