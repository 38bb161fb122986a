-- purpose: marts of the own shop: products looked at, the way to a purchase, tests of variants.
CREATE TABLE marts.product_metrics_daily (
    team_id uuid NOT NULL,
    product_id uuid NOT NULL,
    date date NOT NULL,
    views bigint NOT NULL CONSTRAINT product_metrics_daily_views_not_negative CHECK (views >= 0),
    sales bigint NOT NULL CONSTRAINT product_metrics_daily_sales_not_negative CHECK (sales >= 0),
    cart_adds bigint NOT NULL CONSTRAINT product_metrics_daily_cart_adds_not_negative CHECK (cart_adds >= 0),
    visitors bigint NOT NULL CONSTRAINT product_metrics_daily_visitors_not_negative CHECK (visitors >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, date, product_id)
);
CREATE INDEX product_metrics_daily_product_idx ON marts.product_metrics_daily (product_id, date);
COMMENT ON TABLE marts.product_metrics_daily IS 'What visitors did with a product of the own shop on a day (product_metrics of document 003), from app.user_behavior';
COMMENT ON COLUMN marts.product_metrics_daily.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN marts.product_metrics_daily.product_id IS 'app.products';
COMMENT ON COLUMN marts.product_metrics_daily.date IS 'Day in the team''s zone';
COMMENT ON COLUMN marts.product_metrics_daily.views IS 'Actions view';
COMMENT ON COLUMN marts.product_metrics_daily.sales IS 'Actions purchase; what was paid is in revenue_breakdown';
COMMENT ON COLUMN marts.product_metrics_daily.cart_adds IS 'Actions cart_add or add_to_cart';
COMMENT ON COLUMN marts.product_metrics_daily.visitors IS 'Different people among those who were signed in, whatever they did; people of several days must not be added';
COMMENT ON COLUMN marts.product_metrics_daily.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.product_metrics_daily.updated_at IS 'When the row was written last';

CREATE TABLE marts.conversion_funnel_daily (
    team_id uuid NOT NULL,
    date date NOT NULL,
    source text NOT NULL,
    stage text NOT NULL,
    stage_order smallint NOT NULL
        CONSTRAINT conversion_funnel_daily_has_five_stages CHECK (stage_order BETWEEN 1 AND 5),
    events bigint NOT NULL CONSTRAINT conversion_funnel_daily_events_not_negative CHECK (events >= 0),
    users bigint NOT NULL CONSTRAINT conversion_funnel_daily_users_are_some_of_the_events CHECK (users BETWEEN 0 AND events),
    rate_from_previous numeric,
    rate_from_first numeric,
    page_views bigint
        CONSTRAINT conversion_funnel_daily_page_views_where_source_is_unknown
        CHECK ((page_views IS NOT NULL) = (source = '' AND stage_order = 1)),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, date, source, stage)
);
COMMENT ON TABLE marts.conversion_funnel_daily IS 'The way to a purchase in the own shop by source of the visit and day: every stage, those that nobody reached too (conversions and page_views of document 003)';
COMMENT ON COLUMN marts.conversion_funnel_daily.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN marts.conversion_funnel_daily.date IS 'Day in the team''s zone';
COMMENT ON COLUMN marts.conversion_funnel_daily.source IS 'Where visitors came from in the application''s words; empty when unknown';
COMMENT ON COLUMN marts.conversion_funnel_daily.stage IS 'visit, product_view, add_to_cart, checkout or purchase';
COMMENT ON COLUMN marts.conversion_funnel_daily.stage_order IS '1 for visit to 5 for purchase';
COMMENT ON COLUMN marts.conversion_funnel_daily.events IS 'Times the stage was reached';
COMMENT ON COLUMN marts.conversion_funnel_daily.users IS 'Different people among those who were signed in; people of several days or sources must not be added';
COMMENT ON COLUMN marts.conversion_funnel_daily.rate_from_previous IS 'Events in percent of the previous stage''s; NULL for the first stage and where that is 0; above 100 where a stage can be entered from outside';
COMMENT ON COLUMN marts.conversion_funnel_daily.rate_from_first IS 'Events in percent of the first stage''s; NULL where that is 0';
COMMENT ON COLUMN marts.conversion_funnel_daily.page_views IS 'Pages looked at that day in all; their source is unknown, so they stand once a day, beside the visits of unknown source, and may be added';
COMMENT ON COLUMN marts.conversion_funnel_daily.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.conversion_funnel_daily.updated_at IS 'When the row was written last';

CREATE TABLE marts.ab_test_summary (
    test_id uuid PRIMARY KEY,
    team_id uuid NOT NULL,
    status text NOT NULL,
    currency char(3) NOT NULL,
    target_users integer,
    first_result_at timestamptz,
    last_result_at timestamptz,
    participants_a bigint NOT NULL,
    participants_b bigint NOT NULL,
    conversions_a bigint NOT NULL,
    conversions_b bigint NOT NULL,
    conversion_rate_a numeric,
    conversion_rate_b numeric,
    conversion_rate_low_a numeric,
    conversion_rate_high_a numeric,
    conversion_rate_low_b numeric,
    conversion_rate_high_b numeric,
    revenue_a numeric NOT NULL,
    revenue_b numeric NOT NULL,
    revenue_per_participant_a numeric,
    revenue_per_participant_b numeric,
    avg_engagement_a numeric,
    avg_engagement_b numeric,
    uplift numeric,
    uplift_low numeric,
    uplift_high numeric,
    z_statistic numeric,
    p_value numeric CONSTRAINT ab_test_summary_p_value_is_a_probability CHECK (p_value BETWEEN 0 AND 1),
    has_enough_participants boolean NOT NULL,
    is_significant boolean NOT NULL,
    winner text CONSTRAINT ab_test_summary_winner_is_a_or_b CHECK (winner IN ('A', 'B')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ab_test_summary_conversions_are_some_of_the_participants
        CHECK (conversions_a BETWEEN 0 AND participants_a AND conversions_b BETWEEN 0 AND participants_b),
    CONSTRAINT ab_test_summary_rates_are_percentages
        CHECK (conversion_rate_a BETWEEN 0 AND 100 AND conversion_rate_b BETWEEN 0 AND 100),
    CONSTRAINT ab_test_summary_rates_are_in_their_intervals
        CHECK (conversion_rate_a BETWEEN conversion_rate_low_a AND conversion_rate_high_a
           AND conversion_rate_b BETWEEN conversion_rate_low_b AND conversion_rate_high_b),
    CONSTRAINT ab_test_summary_uplift_is_in_its_interval CHECK (uplift BETWEEN uplift_low AND uplift_high),
    CONSTRAINT ab_test_summary_only_what_is_significant_has_a_winner CHECK ((winner IS NOT NULL) = is_significant)
);
CREATE INDEX ab_test_summary_team_idx ON marts.ab_test_summary (team_id);
COMMENT ON TABLE marts.ab_test_summary IS 'What a test of two variants found, one row a test (ab_tests, ab_test_results of document 003); A is what is, B what may be';
COMMENT ON COLUMN marts.ab_test_summary.test_id IS 'app.ab_tests';
COMMENT ON COLUMN marts.ab_test_summary.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN marts.ab_test_summary.status IS 'draft, running, completed or stopped; what a running test says may change';
COMMENT ON COLUMN marts.ab_test_summary.currency IS 'ISO 4217 currency of revenue';
COMMENT ON COLUMN marts.ab_test_summary.target_users IS 'Participants that were planned, both variants together; NULL when nothing was';
COMMENT ON COLUMN marts.ab_test_summary.first_result_at IS 'When the first result came; NULL without any';
COMMENT ON COLUMN marts.ab_test_summary.last_result_at IS 'When the last result came; NULL without any';
COMMENT ON COLUMN marts.ab_test_summary.participants_a IS 'Results of A';
COMMENT ON COLUMN marts.ab_test_summary.participants_b IS 'Results of B';
COMMENT ON COLUMN marts.ab_test_summary.conversions_a IS 'Results of A that converted';
COMMENT ON COLUMN marts.ab_test_summary.conversions_b IS 'Results of B that converted';
COMMENT ON COLUMN marts.ab_test_summary.conversion_rate_a IS 'Conversions of A in percent of its participants; NULL without any';
COMMENT ON COLUMN marts.ab_test_summary.conversion_rate_b IS 'Conversions of B in percent of its participants; NULL without any';
COMMENT ON COLUMN marts.ab_test_summary.conversion_rate_low_a IS 'Lower end of the 95 % Wilson interval of A''s rate, percent';
COMMENT ON COLUMN marts.ab_test_summary.conversion_rate_high_a IS 'Upper end of that interval, percent';
COMMENT ON COLUMN marts.ab_test_summary.conversion_rate_low_b IS 'Lower end of the 95 % Wilson interval of B''s rate, percent';
COMMENT ON COLUMN marts.ab_test_summary.conversion_rate_high_b IS 'Upper end of that interval, percent';
COMMENT ON COLUMN marts.ab_test_summary.revenue_a IS 'What participants of A paid';
COMMENT ON COLUMN marts.ab_test_summary.revenue_b IS 'What participants of B paid';
COMMENT ON COLUMN marts.ab_test_summary.revenue_per_participant_a IS 'Revenue of A by all its participants, those who paid nothing too';
COMMENT ON COLUMN marts.ab_test_summary.revenue_per_participant_b IS 'Revenue of B by all its participants, those who paid nothing too';
COMMENT ON COLUMN marts.ab_test_summary.avg_engagement_a IS 'Mean score of A''s results that have one; NULL when none has';
COMMENT ON COLUMN marts.ab_test_summary.avg_engagement_b IS 'Mean score of B''s results that have one; NULL when none has';
COMMENT ON COLUMN marts.ab_test_summary.uplift IS 'By how many percent B''s conversion rate is above A''s; NULL where A''s is 0 or unknown';
COMMENT ON COLUMN marts.ab_test_summary.uplift_low IS 'Lower end of its 95 % interval, from the logarithm of the ratio of rates; NULL where either variant has no conversion, or both convert all';
COMMENT ON COLUMN marts.ab_test_summary.uplift_high IS 'Upper end of that interval';
COMMENT ON COLUMN marts.ab_test_summary.z_statistic IS 'Two-proportion z test with pooled variance, positive where B is better; NULL where nobody or everybody converted, or a variant has no participants';
COMMENT ON COLUMN marts.ab_test_summary.p_value IS 'Two-sided p-value of that test, 6 decimals; NULL where the statistic is';
COMMENT ON COLUMN marts.ab_test_summary.has_enough_participants IS 'target_users is reached where one is set, and either variant expects, at the common rate, 5 conversions and 5 participants that do not convert';
COMMENT ON COLUMN marts.ab_test_summary.is_significant IS 'p_value below 0.05 and enough participants';
COMMENT ON COLUMN marts.ab_test_summary.winner IS 'A or B, whichever converts more, where that is significant; NULL otherwise';
COMMENT ON COLUMN marts.ab_test_summary.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.ab_test_summary.updated_at IS 'When the row was written last';

CREATE FUNCTION ops.team_zone_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM ops.touch_team_days(NEW.id, timezone('UTC', min(first))::date - 1, timezone('UTC', max(last))::date + 1)
    FROM (SELECT min(timestamp), max(timestamp) FROM app.user_behavior WHERE team_id = NEW.id
          UNION ALL SELECT min(timestamp), max(timestamp) FROM app.page_views WHERE team_id = NEW.id
          UNION ALL SELECT min(timestamp), max(timestamp) FROM app.conversions WHERE team_id = NEW.id) AS event (first, last);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ops.team_zone_changed IS 'A team has another zone: what visitors did in its shop falls on other days, from the first event to the last';
CREATE TRIGGER team_zone_changed AFTER UPDATE ON app.teams FOR EACH ROW
    WHEN (OLD.settings ->> 'timezone' IS DISTINCT FROM NEW.settings ->> 'timezone')
    EXECUTE FUNCTION ops.team_zone_changed();
