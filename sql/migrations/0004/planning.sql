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
CREATE INDEX insights_priority_idx ON app.insights (priority);
CREATE INDEX insights_unread_idx ON app.insights (user_id, is_read) WHERE NOT is_read;

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
