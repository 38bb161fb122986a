-- purpose: budgets, and what a later version tells people by itself: insights and reports.
CREATE TABLE app.budgets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES app.users ON DELETE RESTRICT,
    team_id uuid REFERENCES app.teams ON DELETE RESTRICT,
    name text NOT NULL,
    total_amount numeric(20,6) NOT NULL
        CONSTRAINT budgets_total_amount_is_positive CHECK (total_amount > 0 AND total_amount <> 'NaN'),
    spent_amount numeric(20,6) NOT NULL DEFAULT 0 CONSTRAINT budgets_spent_amount_is_a_number CHECK (spent_amount <> 'NaN'),
    remaining_amount numeric(20,6) CONSTRAINT budgets_remaining_amount_is_a_number CHECK (remaining_amount <> 'NaN'),
    currency char(3) NOT NULL REFERENCES warehouse.currencies,
    period_type text NOT NULL
        CONSTRAINT budgets_period_type_is_known CHECK (period_type IN ('daily', 'monthly', 'quarterly', 'yearly')),
    start_date date NOT NULL,
    end_date date NOT NULL,
    alert_threshold numeric(20,6) NOT NULL DEFAULT 80
        CONSTRAINT budgets_alert_threshold_is_a_percentage CHECK (alert_threshold > 0 AND alert_threshold <= 1000),
    ad_account_id bigint REFERENCES warehouse.ad_accounts ON DELETE RESTRICT,
    channel_id smallint REFERENCES warehouse.channels ON DELETE RESTRICT,
    campaign_id bigint REFERENCES warehouse.campaigns ON DELETE RESTRICT,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT budgets_end_not_before_start CHECK (end_date >= start_date)
);
CREATE INDEX budgets_user_id_idx ON app.budgets (user_id);
CREATE INDEX budgets_team_id_idx ON app.budgets (team_id);
COMMENT ON TABLE app.budgets IS 'What may be spent in a period, by a user''s accounts or a part of them';
COMMENT ON COLUMN app.budgets.id IS 'Budget';
COMMENT ON COLUMN app.budgets.user_id IS 'app.users: whose it is';
COMMENT ON COLUMN app.budgets.team_id IS 'app.teams that shares it; NULL for the user alone';
COMMENT ON COLUMN app.budgets.name IS 'What people call it';
COMMENT ON COLUMN app.budgets.total_amount IS 'What may be spent in the period, major units';
COMMENT ON COLUMN app.budgets.spent_amount IS 'Spent so far, major units; kept by the pipeline';
COMMENT ON COLUMN app.budgets.remaining_amount IS 'total_amount less spent_amount; negative when overspent; NULL before the first sum';
COMMENT ON COLUMN app.budgets.currency IS 'ISO 4217 currency of the amounts';
COMMENT ON COLUMN app.budgets.period_type IS 'daily, monthly, quarterly or yearly';
COMMENT ON COLUMN app.budgets.start_date IS 'First day it counts, each account in its own zone';
COMMENT ON COLUMN app.budgets.end_date IS 'Last day it counts';
COMMENT ON COLUMN app.budgets.alert_threshold IS 'Percentage of the total that people want to hear of';
COMMENT ON COLUMN app.budgets.ad_account_id IS 'warehouse.ad_accounts it is limited to; NULL for all';
COMMENT ON COLUMN app.budgets.channel_id IS 'warehouse.channels it is limited to; NULL for all';
COMMENT ON COLUMN app.budgets.campaign_id IS 'warehouse.campaigns it is limited to; NULL for all';
COMMENT ON COLUMN app.budgets.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.budgets.updated_at IS 'When the row was written last';

CREATE TABLE app.insights (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES app.users ON DELETE CASCADE,
    campaign_id bigint REFERENCES warehouse.campaigns ON DELETE SET NULL,
    type text NOT NULL
        CONSTRAINT insights_type_is_known CHECK (type IN ('opportunity', 'warning', 'recommendation')),
    category text CONSTRAINT insights_category_is_known
        CHECK (category IN ('budget', 'targeting', 'creative', 'timing')),
    title text NOT NULL,
    description text,
    priority text NOT NULL DEFAULT 'medium'
        CONSTRAINT insights_priority_is_known CHECK (priority IN ('high', 'medium', 'low')),
    potential_impact numeric(20,6) CONSTRAINT insights_potential_impact_is_a_number CHECK (potential_impact <> 'NaN'),
    suggested_action text,
    is_read boolean NOT NULL DEFAULT false,
    is_applied boolean NOT NULL DEFAULT false,
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX insights_user_id_idx ON app.insights (user_id);
CREATE INDEX insights_campaign_id_idx ON app.insights (campaign_id);
CREATE INDEX insights_unread_idx ON app.insights (user_id, is_read) WHERE NOT is_read;
COMMENT ON TABLE app.insights IS 'What a rule noticed and recommends';
COMMENT ON COLUMN app.insights.id IS 'Finding';
COMMENT ON COLUMN app.insights.user_id IS 'app.users it is for';
COMMENT ON COLUMN app.insights.campaign_id IS 'warehouse.campaigns it is about; NULL when it is about none';
COMMENT ON COLUMN app.insights.type IS 'opportunity, warning or recommendation';
COMMENT ON COLUMN app.insights.category IS 'budget, targeting, creative or timing';
COMMENT ON COLUMN app.insights.title IS 'One line for people';
COMMENT ON COLUMN app.insights.description IS 'What was found';
COMMENT ON COLUMN app.insights.priority IS 'high, medium or low';
COMMENT ON COLUMN app.insights.potential_impact IS 'Expected improvement in percent; NULL when unknown';
COMMENT ON COLUMN app.insights.suggested_action IS 'What to do';
COMMENT ON COLUMN app.insights.is_read IS 'The user saw it; belongs to the application and survives a new run';
COMMENT ON COLUMN app.insights.is_applied IS 'The user did it; belongs to the application and survives a new run';
COMMENT ON COLUMN app.insights.expires_at IS 'From when it no longer matters';
COMMENT ON COLUMN app.insights.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.insights.updated_at IS 'When the row was written last';

CREATE TABLE app.reports (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES app.users ON DELETE CASCADE,
    title text NOT NULL,
    report_type text NOT NULL
        CONSTRAINT reports_report_type_is_known CHECK (report_type IN ('daily', 'weekly', 'monthly', 'custom')),
    date_from date NOT NULL,
    date_to date NOT NULL,
    file_url text,
    status text NOT NULL DEFAULT 'pending'
        CONSTRAINT reports_status_is_known CHECK (status IN ('pending', 'completed', 'failed')),
    config jsonb NOT NULL DEFAULT '{}',
    completed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT reports_date_to_not_before_date_from CHECK (date_to >= date_from)
);
CREATE INDEX reports_user_id_idx ON app.reports (user_id);
CREATE INDEX reports_created_at_idx ON app.reports (created_at);
COMMENT ON TABLE app.reports IS 'Reports that users asked for';
COMMENT ON COLUMN app.reports.id IS 'Report';
COMMENT ON COLUMN app.reports.user_id IS 'app.users it is for';
COMMENT ON COLUMN app.reports.title IS 'Headline';
COMMENT ON COLUMN app.reports.report_type IS 'daily, weekly, monthly or custom';
COMMENT ON COLUMN app.reports.date_from IS 'First day';
COMMENT ON COLUMN app.reports.date_to IS 'Last day';
COMMENT ON COLUMN app.reports.file_url IS 'Where the file is; NULL until it is completed';
COMMENT ON COLUMN app.reports.status IS 'pending, completed or failed';
COMMENT ON COLUMN app.reports.config IS 'Channels and figures it is to have';
COMMENT ON COLUMN app.reports.completed_at IS 'When the file was ready';
COMMENT ON COLUMN app.reports.created_at IS 'When it was asked for';
COMMENT ON COLUMN app.reports.updated_at IS 'When the row was written last';
