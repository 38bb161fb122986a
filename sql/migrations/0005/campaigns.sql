-- purpose: marts of campaigns: figures of people and teams by period, campaigns by month, budgets, events by planned campaign.
ALTER TABLE ops.touched_records DROP CONSTRAINT touched_records_subject_is_known;
ALTER TABLE ops.touched_records ADD CONSTRAINT touched_records_subject_is_known
    CHECK (subject IN ('team_day', 'user_day', 'ab_test', 'team_subscriptions', 'team_accounts'));
COMMENT ON COLUMN ops.touched_records.subject IS 'team_day, user_day, ab_test, team_subscriptions or team_accounts';

CREATE FUNCTION ops.team_accounts_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO ops.touched_records (subject, subject_id)
    SELECT DISTINCT 'team_accounts', side.team
    FROM (SELECT to_jsonb(OLD) WHERE TG_OP <> 'INSERT' UNION ALL SELECT to_jsonb(NEW) WHERE TG_OP <> 'DELETE') AS sides (fields)
    CROSS JOIN LATERAL (SELECT CASE TG_TABLE_NAME
        WHEN 'teams' THEN fields ->> 'id'
        ELSE coalesce(fields ->> 'team_id',
                      (SELECT team_id::text FROM app.users
                       WHERE TG_TABLE_NAME = 'marketing_accounts' AND id = (fields ->> 'user_id')::uuid))
        END::uuid) AS side (team)
    WHERE side.team IS NOT NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ops.team_accounts_changed IS 'A team has other accounts, or another reporting currency: its marts are recomputed';
CREATE TRIGGER team_accounts_appeared AFTER INSERT OR DELETE ON app.marketing_accounts
    FOR EACH ROW EXECUTE FUNCTION ops.team_accounts_changed();
CREATE TRIGGER team_accounts_moved AFTER UPDATE ON app.marketing_accounts FOR EACH ROW
    WHEN ((OLD.user_id, OLD.team_id, OLD.ad_account_id, OLD.status)
          IS DISTINCT FROM (NEW.user_id, NEW.team_id, NEW.ad_account_id, NEW.status))
    EXECUTE FUNCTION ops.team_accounts_changed();
CREATE TRIGGER default_team_changed AFTER UPDATE ON app.users FOR EACH ROW
    WHEN (OLD.team_id IS DISTINCT FROM NEW.team_id) EXECUTE FUNCTION ops.team_accounts_changed();
CREATE TRIGGER team_currency_changed AFTER UPDATE ON app.teams FOR EACH ROW
    WHEN (OLD.settings IS DISTINCT FROM NEW.settings) EXECUTE FUNCTION ops.team_accounts_changed();

CREATE FUNCTION warehouse.exchange_rate(day date, native char(3), wanted char(3)) RETURNS TABLE (rate numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT CASE WHEN native = wanted THEN 1 ELSE
        CASE WHEN wanted = 'EUR' THEN 1 ELSE
            (SELECT known.rate FROM warehouse.fx_rates AS known
             WHERE known.base = 'EUR' AND known.quote = wanted AND known.date <= day AND known.date >= day - 7
             ORDER BY known.date DESC, known.source = 'ecb', known.source LIMIT 1) END
        / CASE WHEN native = 'EUR' THEN 1 ELSE
            (SELECT known.rate FROM warehouse.fx_rates AS known
             WHERE known.base = 'EUR' AND known.quote = native AND known.date <= day AND known.date >= day - 7
             ORDER BY known.date DESC, known.source = 'ecb', known.source LIMIT 1) END END
$$;
COMMENT ON FUNCTION warehouse.exchange_rate IS
    'What one unit of the native currency is worth on a day in the wanted one: both priced in EUR, at the last rate at most 7 days before, an own file''s before the ECB''s; NULL without one. To be joined laterally, once a day and pair';

CREATE TABLE marts.analytics (
    scope text NOT NULL CONSTRAINT analytics_scope_is_user_or_team CHECK (scope IN ('user', 'team')),
    owner_id uuid NOT NULL,
    user_id uuid GENERATED ALWAYS AS (CASE WHEN scope = 'user' THEN owner_id END) STORED,
    team_id uuid GENERATED ALWAYS AS (CASE WHEN scope = 'team' THEN owner_id END) STORED,
    type text NOT NULL CONSTRAINT analytics_type_is_known CHECK (type IN ('daily', 'weekly', 'monthly')),
    date date NOT NULL,
    reporting_currency char(3) NOT NULL,
    total_spend numeric,
    total_revenue numeric,
    revenue_with_cost numeric,
    total_conversions numeric,
    earned_revenue numeric,
    earned_conversions numeric,
    average_roi numeric GENERATED ALWAYS AS
        (CASE WHEN total_spend > 0 THEN round((revenue_with_cost - total_spend) * 100 / total_spend, 4) END) STORED,
    top_performing_campaigns jsonb
        CONSTRAINT analytics_top_performing_campaigns_is_a_list CHECK (jsonb_typeof(top_performing_campaigns) = 'array'),
    account_days_expected integer NOT NULL,
    account_days_loaded integer NOT NULL
        CONSTRAINT analytics_loaded_days_are_expected CHECK (account_days_loaded <= account_days_expected),
    is_complete boolean NOT NULL,
    fx_complete boolean NOT NULL,
    missing_rates text[] NOT NULL,
    data_as_of timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, owner_id, type, date),
    CONSTRAINT analytics_date_begins_its_period CHECK (CASE type
        WHEN 'weekly' THEN extract(isodow FROM date) = 1 WHEN 'monthly' THEN extract(day FROM date) = 1 ELSE true END)
);
CREATE INDEX analytics_user_idx ON marts.analytics (user_id, type, date DESC) WHERE user_id IS NOT NULL;
CREATE INDEX analytics_team_idx ON marts.analytics (team_id, type, date DESC) WHERE team_id IS NOT NULL;
COMMENT ON TABLE marts.analytics IS 'Document 000''s analytics: what the accounts of a user or a team spent and brought a day, ISO week and month, in the reporting currency';
COMMENT ON COLUMN marts.analytics.scope IS 'user or team';
COMMENT ON COLUMN marts.analytics.owner_id IS 'The user or team';
COMMENT ON COLUMN marts.analytics.user_id IS 'app.users, when it is a user''s';
COMMENT ON COLUMN marts.analytics.team_id IS 'app.teams, when it is a team''s';
COMMENT ON COLUMN marts.analytics.type IS 'daily, weekly or monthly';
COMMENT ON COLUMN marts.analytics.date IS 'The day, the ISO week''s Monday, the month''s first; days are each account''s own';
COMMENT ON COLUMN marts.analytics.reporting_currency IS 'Currency of the money: the user''s setting, else the default team''s; the team''s; else USD';
COMMENT ON COLUMN marts.analytics.total_spend IS 'Cost, each day converted at its own rate; NULL when a rate is missing or no cost is known';
COMMENT ON COLUMN marts.analytics.total_revenue IS 'Revenue that ad platforms attribute to their ads, converted likewise; what is earned is beside, nothing adds the two';
COMMENT ON COLUMN marts.analytics.revenue_with_cost IS 'Of total_revenue, where the cost is known: numerator of average_roi';
COMMENT ON COLUMN marts.analytics.total_conversions IS 'Conversions that ad platforms attribute to their ads';
COMMENT ON COLUMN marts.analytics.earned_revenue IS 'Revenue of channels that report what is really earned, converted likewise';
COMMENT ON COLUMN marts.analytics.earned_conversions IS 'Sales of those channels';
COMMENT ON COLUMN marts.analytics.average_roi IS 'Return on investment in percent from the sums: (revenue where cost is known - cost) / cost * 100';
COMMENT ON COLUMN marts.analytics.top_performing_campaigns IS 'Up to five of {campaign_id, name, spend, revenue, roas}: first those whose spend is known, by revenue less spend, then the others by revenue; ties by revenue, then campaign_id; the name is that of the period''s end. NULL when a rate is missing or the detail is in the archive and was never looked at';
COMMENT ON COLUMN marts.analytics.account_days_expected IS 'Days on which an account of theirs should have reported';
COMMENT ON COLUMN marts.analytics.account_days_loaded IS 'Of those, loaded';
COMMENT ON COLUMN marts.analytics.is_complete IS 'Every expected day is loaded and none of its records is in quarantine; false while the period runs';
COMMENT ON COLUMN marts.analytics.fx_complete IS 'Every needed rate was there';
COMMENT ON COLUMN marts.analytics.missing_rates IS 'Missing pairs with their day, e.g. TWD/USD 2026-11-20';
COMMENT ON COLUMN marts.analytics.data_as_of IS 'Oldest fetch behind the row';
COMMENT ON COLUMN marts.analytics.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.analytics.updated_at IS 'When the row was written last';

CREATE TABLE marts.campaign_metrics_monthly (
    campaign_id bigint NOT NULL,
    channel_id smallint NOT NULL,
    month date NOT NULL
        CONSTRAINT campaign_metrics_monthly_month_is_its_first_day CHECK (extract(day FROM month) = 1),
    currency char(3) NOT NULL,
    ad_account_id bigint NOT NULL,
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
    impressions_with_cost numeric,
    conversions_with_clicks numeric,
    conversions_with_cost numeric,
    revenue_with_cost numeric,
    first_day date NOT NULL,
    last_day date NOT NULL,
    rows bigint NOT NULL CONSTRAINT campaign_metrics_monthly_has_rows CHECK (rows > 0),
    ctr numeric GENERATED ALWAYS AS (CASE WHEN impressions > 0 THEN round(clicks_with_impressions * 100 / impressions, 4) END) STORED,
    cpc numeric GENERATED ALWAYS AS (CASE WHEN clicks_with_cost > 0 THEN round(cost / clicks_with_cost, 4) END) STORED,
    cpm numeric GENERATED ALWAYS AS (CASE WHEN impressions_with_cost > 0 THEN round(cost * 1000 / impressions_with_cost, 4) END) STORED,
    conversion_rate numeric GENERATED ALWAYS AS (CASE WHEN clicks > 0 THEN round(conversions_with_clicks * 100 / clicks, 4) END) STORED,
    cpa numeric GENERATED ALWAYS AS (CASE WHEN conversions_with_cost > 0 THEN round(cost / conversions_with_cost, 4) END) STORED,
    roas numeric GENERATED ALWAYS AS (CASE WHEN cost > 0 THEN round(revenue_with_cost / cost, 4) END) STORED,
    roi numeric GENERATED ALWAYS AS (CASE WHEN cost > 0 THEN round((revenue_with_cost - cost) * 100 / cost, 4) END) STORED,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (campaign_id, month, channel_id, currency),
    CONSTRAINT campaign_metrics_monthly_days_are_in_the_month
        CHECK (month <= first_day AND first_day <= last_day AND last_day < month + 31)
);
CREATE INDEX campaign_metrics_monthly_account_idx ON marts.campaign_metrics_monthly (ad_account_id, month);
COMMENT ON TABLE marts.campaign_metrics_monthly IS 'Sums of a campaign and channel by month in native currency: the aggregate that outlives the detail';
COMMENT ON COLUMN marts.campaign_metrics_monthly.campaign_id IS 'warehouse.campaigns';
COMMENT ON COLUMN marts.campaign_metrics_monthly.channel_id IS 'warehouse.channels';
COMMENT ON COLUMN marts.campaign_metrics_monthly.month IS 'First day of the month, account zone';
COMMENT ON COLUMN marts.campaign_metrics_monthly.currency IS 'ISO 4217 currency of cost and revenue';
COMMENT ON COLUMN marts.campaign_metrics_monthly.ad_account_id IS 'warehouse.ad_accounts';
COMMENT ON COLUMN marts.campaign_metrics_monthly.impressions IS 'Sum; NULL when no day knows it';
COMMENT ON COLUMN marts.campaign_metrics_monthly.clicks IS 'Sum';
COMMENT ON COLUMN marts.campaign_metrics_monthly.cost IS 'Sum, native currency';
COMMENT ON COLUMN marts.campaign_metrics_monthly.conversions IS 'Sum';
COMMENT ON COLUMN marts.campaign_metrics_monthly.revenue IS 'Sum, native currency';
COMMENT ON COLUMN marts.campaign_metrics_monthly.likes IS 'Sum';
COMMENT ON COLUMN marts.campaign_metrics_monthly.shares IS 'Sum';
COMMENT ON COLUMN marts.campaign_metrics_monthly.comments IS 'Sum';
COMMENT ON COLUMN marts.campaign_metrics_monthly.saves IS 'Sum';
COMMENT ON COLUMN marts.campaign_metrics_monthly.clicks_with_impressions IS 'Clicks of days whose impressions are known: numerator of ctr';
COMMENT ON COLUMN marts.campaign_metrics_monthly.clicks_with_cost IS 'Clicks of days whose cost is known: denominator of cpc';
COMMENT ON COLUMN marts.campaign_metrics_monthly.impressions_with_cost IS 'Impressions of days whose cost is known: denominator of cpm';
COMMENT ON COLUMN marts.campaign_metrics_monthly.conversions_with_clicks IS 'Conversions of days whose clicks are known: numerator of conversion_rate';
COMMENT ON COLUMN marts.campaign_metrics_monthly.conversions_with_cost IS 'Conversions of days whose cost is known: denominator of cpa';
COMMENT ON COLUMN marts.campaign_metrics_monthly.revenue_with_cost IS 'Revenue of days whose cost is known: numerator of roas and roi';
COMMENT ON COLUMN marts.campaign_metrics_monthly.first_day IS 'First day with figures';
COMMENT ON COLUMN marts.campaign_metrics_monthly.last_day IS 'Last day with figures';
COMMENT ON COLUMN marts.campaign_metrics_monthly.rows IS 'Days with figures';
COMMENT ON COLUMN marts.campaign_metrics_monthly.ctr IS 'Click-through rate in percent from the sums';
COMMENT ON COLUMN marts.campaign_metrics_monthly.cpc IS 'Cost per click from the sums';
COMMENT ON COLUMN marts.campaign_metrics_monthly.cpm IS 'Cost per 1000 impressions from the sums';
COMMENT ON COLUMN marts.campaign_metrics_monthly.conversion_rate IS 'Conversions per click in percent from the sums';
COMMENT ON COLUMN marts.campaign_metrics_monthly.cpa IS 'Cost per conversion from the sums';
COMMENT ON COLUMN marts.campaign_metrics_monthly.roas IS 'Return on ad spend, a ratio, from the sums';
COMMENT ON COLUMN marts.campaign_metrics_monthly.roi IS 'Return on investment in percent from the sums';
COMMENT ON COLUMN marts.campaign_metrics_monthly.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.campaign_metrics_monthly.updated_at IS 'When the row was written last';

CREATE TABLE marts.budget_status (
    budget_id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    team_id uuid,
    currency char(3) NOT NULL,
    total_amount numeric NOT NULL,
    start_date date NOT NULL,
    end_date date NOT NULL,
    alert_threshold numeric NOT NULL,
    ad_account_id bigint,
    channel_id smallint,
    campaign_id bigint,
    spent numeric,
    remaining numeric,
    percent_spent numeric,
    days_total integer NOT NULL,
    days_elapsed integer NOT NULL,
    days_left integer NOT NULL,
    expected_to_date numeric,
    pace_ratio numeric,
    projected_spend numeric,
    projected_end date,
    alert_reached boolean NOT NULL,
    fx_complete boolean NOT NULL,
    missing_rates text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT budget_status_days_add_up CHECK (days_elapsed >= 0 AND days_elapsed + days_left = days_total),
    CONSTRAINT budget_status_spent_is_known_with_its_rates CHECK (fx_complete = (spent IS NOT NULL)),
    CONSTRAINT budget_status_projected_end_is_in_the_period CHECK (projected_end BETWEEN start_date AND end_date)
);
CREATE INDEX budget_status_user_id_idx ON marts.budget_status (user_id);
CREATE INDEX budget_status_team_id_idx ON marts.budget_status (team_id);
COMMENT ON TABLE marts.budget_status IS 'How a budget stands on the business day (UTC) of the last refresh, in the budget''s currency; each day converted at its own rate';
COMMENT ON COLUMN marts.budget_status.budget_id IS 'app.budgets';
COMMENT ON COLUMN marts.budget_status.user_id IS 'app.users: whose budget it is';
COMMENT ON COLUMN marts.budget_status.team_id IS 'app.teams that shares it; NULL for the user alone';
COMMENT ON COLUMN marts.budget_status.currency IS 'ISO 4217 currency of the amounts: the budget''s';
COMMENT ON COLUMN marts.budget_status.total_amount IS 'What may be spent from start_date to end_date';
COMMENT ON COLUMN marts.budget_status.start_date IS 'First day it counts, each account in its own zone';
COMMENT ON COLUMN marts.budget_status.end_date IS 'Last day it counts';
COMMENT ON COLUMN marts.budget_status.alert_threshold IS 'Percentage of the total that people want to hear of';
COMMENT ON COLUMN marts.budget_status.ad_account_id IS 'warehouse.ad_accounts it is limited to; NULL for all';
COMMENT ON COLUMN marts.budget_status.channel_id IS 'warehouse.channels it is limited to; NULL for all';
COMMENT ON COLUMN marts.budget_status.campaign_id IS 'warehouse.campaigns it is limited to; NULL for all';
COMMENT ON COLUMN marts.budget_status.spent IS 'Known cost within the period, 0 when there is none; NULL when a rate is missing';
COMMENT ON COLUMN marts.budget_status.remaining IS 'total_amount less spent; negative when overspent';
COMMENT ON COLUMN marts.budget_status.percent_spent IS 'spent in percent of total_amount';
COMMENT ON COLUMN marts.budget_status.days_total IS 'Days of the period';
COMMENT ON COLUMN marts.budget_status.days_elapsed IS 'Of those, over before the business day';
COMMENT ON COLUMN marts.budget_status.days_left IS 'Of those, not over yet, the business day included';
COMMENT ON COLUMN marts.budget_status.expected_to_date IS 'What an even pace would have spent by the end of the elapsed days; NULL before the first is over';
COMMENT ON COLUMN marts.budget_status.pace_ratio IS 'What was spent on the elapsed days / expected_to_date; 1 is on plan';
COMMENT ON COLUMN marts.budget_status.projected_spend IS 'Spent by the end of the period at the elapsed days'' average; never less than spent';
COMMENT ON COLUMN marts.budget_status.projected_end IS 'Day on which the budget was exhausted, or will be at that average; NULL when it lasts or none is known';
COMMENT ON COLUMN marts.budget_status.alert_reached IS 'percent_spent has reached alert_threshold';
COMMENT ON COLUMN marts.budget_status.fx_complete IS 'Every needed rate was there';
COMMENT ON COLUMN marts.budget_status.missing_rates IS 'Missing pairs with their day, e.g. TWD/USD 2026-11-20';
COMMENT ON COLUMN marts.budget_status.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.budget_status.updated_at IS 'When the row was written last';

CREATE VIEW marts.analytics_events WITH (security_invoker = true) AS
SELECT event.ad_account_id || '/' || event.event_key AS id, campaign.user_id, campaign.id AS campaign_id, event.event_type,
       event.source, event.metadata, event.revenue, event.currency, event.occurred_at AS created_at, event.event_date,
       event.ad_account_id
FROM warehouse.analytics_events AS event
LEFT JOIN (warehouse.campaigns AS known
           JOIN app.campaigns AS campaign
             ON lower(campaign.tracking_id) = known.campaign_id
            AND EXISTS (SELECT FROM app.marketing_accounts AS connection
                        WHERE connection.ad_account_id = known.ad_account_id AND connection.status <> 'removed'
                          AND (connection.user_id = campaign.user_id OR connection.team_id = campaign.team_id
                               OR connection.team_id IN (SELECT team_id FROM app.team_members AS member
                                                         WHERE member.user_id = campaign.user_id AND member.is_active))))
       ON known.id = event.campaign;
COMMENT ON VIEW marts.analytics_events IS 'Document 002''s analytics_events, with the planned campaign that the sale''s tracking id names; filter on event_date, ad_account_id, user_id or campaign_id, which lead to an index';
COMMENT ON COLUMN marts.analytics_events.id IS 'Event: account and key';
COMMENT ON COLUMN marts.analytics_events.user_id IS 'app.users: whose campaign it came by; NULL when no planned campaign has its tracking id';
COMMENT ON COLUMN marts.analytics_events.campaign_id IS 'app.campaigns with the event''s tracking id, compared lower-case, if its user is connected to the account; NULL when there is none';
COMMENT ON COLUMN marts.analytics_events.event_type IS 'conversion, rebill, refund, chargeback, fee or other; clicks come as daily counts only, in warehouse.campaign_metrics';
COMMENT ON COLUMN marts.analytics_events.source IS 'Who sent the customer; NULL when nobody did';
COMMENT ON COLUMN marts.analytics_events.metadata IS 'What else the platform tells, without personal data';
COMMENT ON COLUMN marts.analytics_events.revenue IS 'What the account earns by it, major units of currency; negative when it gives back';
COMMENT ON COLUMN marts.analytics_events.currency IS 'ISO 4217 currency of revenue';
COMMENT ON COLUMN marts.analytics_events.created_at IS 'When it happened';
COMMENT ON COLUMN marts.analytics_events.event_date IS 'Day it happened, account zone';
COMMENT ON COLUMN marts.analytics_events.ad_account_id IS 'warehouse.ad_accounts: whose earnings these are';
