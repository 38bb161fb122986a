-- purpose: what people do in the own shop, and tests of variants. Event tables have monthly partitions and no foreign keys.
CREATE TABLE app.user_behavior (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    timestamp timestamptz NOT NULL DEFAULT now(),
    team_id uuid NOT NULL,
    user_id uuid,
    product_id uuid NOT NULL,
    action text NOT NULL CONSTRAINT user_behavior_action_is_not_empty CHECK (action <> ''),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);
CREATE INDEX user_behavior_product_id_idx ON app.user_behavior (product_id, timestamp);
CREATE INDEX user_behavior_team_timestamp_idx ON app.user_behavior (team_id, timestamp);

CREATE TABLE app.page_views (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    timestamp timestamptz NOT NULL DEFAULT now(),
    team_id uuid NOT NULL,
    user_id uuid,
    page text NOT NULL,
    count integer NOT NULL DEFAULT 1 CONSTRAINT page_views_count_is_positive CHECK (count > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);
CREATE INDEX page_views_timestamp_idx ON app.page_views (timestamp);
CREATE INDEX page_views_team_timestamp_idx ON app.page_views (team_id, timestamp);

CREATE TABLE app.conversions (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    timestamp timestamptz NOT NULL DEFAULT now(),
    team_id uuid NOT NULL,
    user_id uuid,
    stage text NOT NULL CONSTRAINT conversions_stage_is_known
        CHECK (stage IN ('visit', 'product_view', 'add_to_cart', 'checkout', 'purchase')),
    source text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);
CREATE INDEX conversions_timestamp_idx ON app.conversions (timestamp);
CREATE INDEX conversions_team_timestamp_idx ON app.conversions (team_id, timestamp);

CREATE TABLE app.user_sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id uuid NOT NULL REFERENCES app.teams ON DELETE RESTRICT,
    user_id uuid,
    last_activity timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX user_sessions_team_activity_idx ON app.user_sessions (team_id, last_activity);

CREATE TABLE app.ab_tests (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id uuid NOT NULL REFERENCES app.teams ON DELETE RESTRICT,
    name text NOT NULL,
    description text,
    variant_a jsonb NOT NULL DEFAULT '{}',
    variant_b jsonb NOT NULL DEFAULT '{}',
    metric text,
    target_users integer CONSTRAINT ab_tests_target_users_is_positive CHECK (target_users > 0),
    currency char(3) NOT NULL DEFAULT 'USD' REFERENCES warehouse.currencies,
    status text NOT NULL DEFAULT 'draft'
        CONSTRAINT ab_tests_status_is_known CHECK (status IN ('draft', 'running', 'completed', 'stopped')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ab_tests_team_id_idx ON app.ab_tests (team_id);

CREATE TABLE app.ab_test_results (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    test_id uuid NOT NULL REFERENCES app.ab_tests ON DELETE CASCADE,
    variant text NOT NULL CONSTRAINT ab_test_results_variant_is_a_or_b CHECK (variant IN ('A', 'B')),
    converted boolean NOT NULL DEFAULT false,
    revenue numeric(20,6) CONSTRAINT ab_test_results_revenue_is_a_number CHECK (revenue <> 'NaN'),
    engagement_score numeric(20,6)
        CONSTRAINT ab_test_results_engagement_score_is_a_number CHECK (engagement_score <> 'NaN'),
    timestamp timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ab_test_results_test_id_idx ON app.ab_test_results (test_id, variant);
