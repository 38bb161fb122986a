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
COMMENT ON TABLE app.user_behavior IS 'What visitors did with a product of the own shop, one row an action; monthly partitions';
COMMENT ON COLUMN app.user_behavior.id IS 'Action';
COMMENT ON COLUMN app.user_behavior.timestamp IS 'When it was done';
COMMENT ON COLUMN app.user_behavior.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN app.user_behavior.user_id IS 'app.users, where the visitor signed in';
COMMENT ON COLUMN app.user_behavior.product_id IS 'app.products';
COMMENT ON COLUMN app.user_behavior.action IS 'view, add_to_cart, purchase or another word of the application';
COMMENT ON COLUMN app.user_behavior.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.user_behavior.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.page_views IS 'Pages of the own shop that were looked at; monthly partitions';
COMMENT ON COLUMN app.page_views.id IS 'Entry';
COMMENT ON COLUMN app.page_views.timestamp IS 'When';
COMMENT ON COLUMN app.page_views.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN app.page_views.user_id IS 'app.users, where the visitor signed in';
COMMENT ON COLUMN app.page_views.page IS 'Path of the page';
COMMENT ON COLUMN app.page_views.count IS 'Times it was looked at';
COMMENT ON COLUMN app.page_views.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.page_views.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.conversions IS 'Steps that visitors took on their way to a purchase; monthly partitions';
COMMENT ON COLUMN app.conversions.id IS 'Step taken';
COMMENT ON COLUMN app.conversions.timestamp IS 'When';
COMMENT ON COLUMN app.conversions.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN app.conversions.user_id IS 'app.users, where the visitor signed in';
COMMENT ON COLUMN app.conversions.stage IS 'visit, product_view, add_to_cart, checkout or purchase, in this order';
COMMENT ON COLUMN app.conversions.source IS 'Where the visitor came from, in the application''s words';
COMMENT ON COLUMN app.conversions.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.conversions.updated_at IS 'When the row was written last';

CREATE TABLE app.user_sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id uuid NOT NULL REFERENCES app.teams ON DELETE RESTRICT,
    user_id uuid,
    last_activity timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX user_sessions_team_activity_idx ON app.user_sessions (team_id, last_activity);
COMMENT ON TABLE app.user_sessions IS 'Visits to the own shop that are or were open';
COMMENT ON COLUMN app.user_sessions.id IS 'Visit';
COMMENT ON COLUMN app.user_sessions.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN app.user_sessions.user_id IS 'app.users, where the visitor signed in';
COMMENT ON COLUMN app.user_sessions.last_activity IS 'Last sign of life';
COMMENT ON COLUMN app.user_sessions.created_at IS 'When it began';
COMMENT ON COLUMN app.user_sessions.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.ab_tests IS 'Comparisons of two variants';
COMMENT ON COLUMN app.ab_tests.id IS 'Test';
COMMENT ON COLUMN app.ab_tests.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN app.ab_tests.name IS 'What people call it';
COMMENT ON COLUMN app.ab_tests.description IS 'What is to be found out';
COMMENT ON COLUMN app.ab_tests.variant_a IS 'What A shows';
COMMENT ON COLUMN app.ab_tests.variant_b IS 'What B shows';
COMMENT ON COLUMN app.ab_tests.metric IS 'What decides, in the application''s words';
COMMENT ON COLUMN app.ab_tests.target_users IS 'Results that are wanted, both variants together';
COMMENT ON COLUMN app.ab_tests.currency IS 'ISO 4217 currency of its results'' revenue';
COMMENT ON COLUMN app.ab_tests.status IS 'draft, running, completed or stopped';
COMMENT ON COLUMN app.ab_tests.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.ab_tests.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.ab_test_results IS 'One visitor''s outcome in a test';
COMMENT ON COLUMN app.ab_test_results.id IS 'Outcome';
COMMENT ON COLUMN app.ab_test_results.test_id IS 'app.ab_tests';
COMMENT ON COLUMN app.ab_test_results.variant IS 'A or B';
COMMENT ON COLUMN app.ab_test_results.converted IS 'The visitor did what the test is about';
COMMENT ON COLUMN app.ab_test_results.revenue IS 'What the visitor paid, major units of the test''s currency; NULL when nothing';
COMMENT ON COLUMN app.ab_test_results.engagement_score IS 'How much the visitor did, in the application''s measure';
COMMENT ON COLUMN app.ab_test_results.timestamp IS 'When';
COMMENT ON COLUMN app.ab_test_results.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.ab_test_results.updated_at IS 'When the row was written last';
