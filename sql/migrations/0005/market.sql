-- purpose: marts of public marketplaces, and predictions of revenue.
CREATE TABLE marts.market_trends (
    platform text NOT NULL,
    date date NOT NULL,
    category text NOT NULL,
    compared_with date CONSTRAINT market_trends_compare_with_one_to_two_weeks_before
        CHECK (compared_with BETWEEN date - 14 AND date - 7),
    products bigint NOT NULL CONSTRAINT market_trends_products_not_negative CHECK (products >= 0),
    mean_gravity numeric,
    median_gravity numeric,
    products_before bigint,
    mean_gravity_before numeric,
    risers bigint,
    fallers bigint,
    newcomers bigint,
    gone bigint,
    trends jsonb,
    detected_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (platform, date, category),
    CONSTRAINT market_trends_known_where_there_is_something_to_compare_with
        CHECK ((compared_with IS NOT NULL) = (trends IS NOT NULL)
           AND num_nulls(products_before, risers, fallers, newcomers, gone) = CASE WHEN compared_with IS NULL THEN 5 ELSE 0 END)
);
CREATE INDEX market_trends_category_idx ON marts.market_trends (category, date);
COMMENT ON TABLE marts.market_trends IS 'Which products of a public marketplace rise and fall, by category, on each day its catalogue was read (market_trends of document 003). Public data';
COMMENT ON COLUMN marts.market_trends.platform IS 'Platform';
COMMENT ON COLUMN marts.market_trends.date IS 'Day of the catalogue, the marketplace''s zone';
COMMENT ON COLUMN marts.market_trends.category IS 'The platform''s own name of the category that day; empty when it says none';
COMMENT ON COLUMN marts.market_trends.compared_with IS 'Day of the catalogue it is compared with: the last one that is at least 7 and at most 14 days older; NULL when there is none, and so nothing to compare';
COMMENT ON COLUMN marts.market_trends.products IS 'Products in the catalogue; 0 when all have gone';
COMMENT ON COLUMN marts.market_trends.mean_gravity IS 'Mean gravity of those that have one';
COMMENT ON COLUMN marts.market_trends.median_gravity IS 'Median gravity of those that have one';
COMMENT ON COLUMN marts.market_trends.products_before IS 'Products in the earlier catalogue';
COMMENT ON COLUMN marts.market_trends.mean_gravity_before IS 'Mean gravity in the earlier catalogue';
COMMENT ON COLUMN marts.market_trends.risers IS 'Products in both catalogues whose gravity is higher now';
COMMENT ON COLUMN marts.market_trends.fallers IS 'Products in both catalogues whose gravity is lower now';
COMMENT ON COLUMN marts.market_trends.newcomers IS 'Products that the earlier catalogue has in no category';
COMMENT ON COLUMN marts.market_trends.gone IS 'Products of the earlier catalogue''s category that are in none now';
COMMENT ON COLUMN marts.market_trends.trends IS 'risers and fallers, at most ten each, strongest first: product_id (warehouse.products), product (the platform''s id), gravity_before, gravity, change, change_percent (null from 0)';
COMMENT ON COLUMN marts.market_trends.detected_at IS 'When the newest figure behind the row was asked for';
COMMENT ON COLUMN marts.market_trends.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.market_trends.updated_at IS 'When the row was written last';

CREATE TABLE marts.competitor_analysis (
    platform text NOT NULL,
    date date NOT NULL,
    category text NOT NULL,
    offers bigint NOT NULL CONSTRAINT competitor_analysis_has_offers CHECK (offers > 0),
    total_gravity numeric,
    median_gravity numeric,
    top_three_share numeric
        CONSTRAINT competitor_analysis_top_three_share_is_a_percentage CHECK (top_three_share BETWEEN 0 AND 100),
    commission_rate_quarter numeric,
    commission_rate_median numeric,
    commission_rate_three_quarters numeric,
    currency char(3),
    commission_amount_quarter numeric,
    commission_amount_median numeric,
    commission_amount_three_quarters numeric,
    analysis jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (platform, date, category),
    CONSTRAINT competitor_analysis_amounts_have_one_currency
        CHECK (currency IS NOT NULL OR num_nonnulls(commission_amount_quarter, commission_amount_median, commission_amount_three_quarters) = 0)
);
CREATE INDEX competitor_analysis_category_idx ON marts.competitor_analysis (category, date);
COMMENT ON TABLE marts.competitor_analysis IS 'Who is strong in a category of a public marketplace, and what is paid there, on each day its catalogue was read (competitor_analysis of document 003). Public data: nobody''s own campaigns are in it';
COMMENT ON COLUMN marts.competitor_analysis.platform IS 'Platform';
COMMENT ON COLUMN marts.competitor_analysis.date IS 'Day of the catalogue, the marketplace''s zone';
COMMENT ON COLUMN marts.competitor_analysis.category IS 'The platform''s own name of the category that day; empty when it says none';
COMMENT ON COLUMN marts.competitor_analysis.offers IS 'Products that can be promoted';
COMMENT ON COLUMN marts.competitor_analysis.total_gravity IS 'Sum of the gravity of those that have one';
COMMENT ON COLUMN marts.competitor_analysis.median_gravity IS 'Median gravity of those that have one';
COMMENT ON COLUMN marts.competitor_analysis.top_three_share IS 'Concentration: the three highest gravities in percent of all; NULL where that is 0 or unknown';
COMMENT ON COLUMN marts.competitor_analysis.commission_rate_quarter IS 'Share of a sale that goes to the affiliate, percent: a quarter of the offers pay at most that much';
COMMENT ON COLUMN marts.competitor_analysis.commission_rate_median IS 'Half of the offers pay at most that share';
COMMENT ON COLUMN marts.competitor_analysis.commission_rate_three_quarters IS 'Three quarters of the offers pay at most that share';
COMMENT ON COLUMN marts.competitor_analysis.currency IS 'ISO 4217 currency of the amounts; NULL where offers have several, and then the amounts are too';
COMMENT ON COLUMN marts.competitor_analysis.commission_amount_quarter IS 'What an affiliate earns by a sale on average, major units: a quarter of the offers pay at most that much';
COMMENT ON COLUMN marts.competitor_analysis.commission_amount_median IS 'Half of the offers pay at most that amount';
COMMENT ON COLUMN marts.competitor_analysis.commission_amount_three_quarters IS 'Three quarters of the offers pay at most that amount';
COMMENT ON COLUMN marts.competitor_analysis.analysis IS 'top_offers, at most ten by gravity, then popularity: product_id (warehouse.products), product (the platform''s id), gravity, share (percent of all gravity), popularity_rank, commission_rate, commission_amount, currency';
COMMENT ON COLUMN marts.competitor_analysis.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.competitor_analysis.updated_at IS 'When the row was written last';

CREATE TABLE marts.revenue_predictions (
    team_id uuid NOT NULL,
    date date NOT NULL,
    timeframe text NOT NULL CONSTRAINT revenue_predictions_timeframe_is_known
        CHECK (timeframe IN ('day', 'week', 'month', 'quarter', 'year')),
    currency char(3) NOT NULL REFERENCES warehouse.currencies,
    predicted_revenue numeric(20,6) NOT NULL
        CONSTRAINT revenue_predictions_predicted_revenue_is_a_number CHECK (predicted_revenue <> 'NaN'),
    interval_low numeric(20,6) CONSTRAINT revenue_predictions_interval_low_is_a_number CHECK (interval_low <> 'NaN'),
    interval_high numeric(20,6) CONSTRAINT revenue_predictions_interval_high_is_a_number CHECK (interval_high <> 'NaN'),
    confidence numeric(3,2) CONSTRAINT revenue_predictions_confidence_is_0_to_1 CHECK (confidence BETWEEN 0 AND 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, date, timeframe, currency),
    CONSTRAINT revenue_predictions_interval_has_two_ends CHECK ((interval_low IS NULL) = (interval_high IS NULL)),
    CONSTRAINT revenue_predictions_are_in_their_interval CHECK (predicted_revenue BETWEEN interval_low AND interval_high)
);
COMMENT ON TABLE marts.revenue_predictions IS 'What a team''s own shop is expected to take (revenue_predictions of document 003); nothing produces it yet';
COMMENT ON COLUMN marts.revenue_predictions.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN marts.revenue_predictions.date IS 'First day of what is predicted, the team''s zone';
COMMENT ON COLUMN marts.revenue_predictions.timeframe IS 'How long from there: day, week, month, quarter or year';
COMMENT ON COLUMN marts.revenue_predictions.currency IS 'ISO 4217 currency of the amounts';
COMMENT ON COLUMN marts.revenue_predictions.predicted_revenue IS 'Expected revenue, net of refunds, major units';
COMMENT ON COLUMN marts.revenue_predictions.interval_low IS 'Lower end of the interval that revenue is in with that confidence';
COMMENT ON COLUMN marts.revenue_predictions.interval_high IS 'Upper end of that interval';
COMMENT ON COLUMN marts.revenue_predictions.confidence IS 'How likely revenue is in the interval, 0 to 1';
COMMENT ON COLUMN marts.revenue_predictions.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.revenue_predictions.updated_at IS 'When the row was written last';
