-- purpose: marts of money, and what has them computed again when teams, people or products change.
CREATE TABLE marts.revenue_daily (
    team_id uuid NOT NULL,
    date date NOT NULL,
    source text NOT NULL,
    currency char(3) NOT NULL,
    gross_revenue numeric NOT NULL,
    refunds numeric NOT NULL,
    chargebacks numeric NOT NULL,
    fees numeric NOT NULL,
    revenue numeric NOT NULL,
    orders_count bigint NOT NULL CONSTRAINT revenue_daily_orders_count_not_negative CHECK (orders_count >= 0),
    reporting_currency char(3) NOT NULL,
    reporting_gross_revenue numeric,
    reporting_refunds numeric,
    reporting_chargebacks numeric,
    reporting_fees numeric,
    reporting_revenue numeric,
    fx_complete boolean NOT NULL,
    missing_rates text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, date, source, currency),
    CONSTRAINT revenue_daily_revenue_is_gross_less_what_went_back
        CHECK (revenue = gross_revenue - refunds - chargebacks - fees),
    CONSTRAINT revenue_daily_reporting_revenue_is_gross_less_what_went_back CHECK (reporting_revenue
        = reporting_gross_revenue - reporting_refunds - reporting_chargebacks - reporting_fees),
    CONSTRAINT revenue_daily_is_converted_when_its_rate_is_known
        CHECK (fx_complete = (reporting_revenue IS NOT NULL) AND fx_complete = (cardinality(missing_rates) = 0))
);
CREATE INDEX revenue_daily_date_idx ON marts.revenue_daily (date);
COMMENT ON TABLE marts.revenue_daily IS 'Money that a team really took a day, by source and currency; what went back counts on its own day. Never an ad platform''s claim';
COMMENT ON COLUMN marts.revenue_daily.team_id IS 'app.teams: the seller; an account that two teams connect is in the rows of both';
COMMENT ON COLUMN marts.revenue_daily.date IS 'Day in the team''s zone (own shop) or in the account''s (platforms)';
COMMENT ON COLUMN marts.revenue_daily.source IS 'own_shop, or the platform: shopee, clickbank';
COMMENT ON COLUMN marts.revenue_daily.currency IS 'ISO 4217 currency of the native figures';
COMMENT ON COLUMN marts.revenue_daily.gross_revenue IS 'Taken: completed payments; paid orders that were not cancelled; earnings by sales and rebills';
COMMENT ON COLUMN marts.revenue_daily.refunds IS 'Given back that day, positive';
COMMENT ON COLUMN marts.revenue_daily.chargebacks IS 'Taken back by customers'' banks that day, positive; of a payment that was refunded in part, the rest';
COMMENT ON COLUMN marts.revenue_daily.fees IS 'Fees and whatever else a network booked against the earnings that day, positive when it takes away';
COMMENT ON COLUMN marts.revenue_daily.revenue IS 'Net: gross_revenue - refunds - chargebacks - fees';
COMMENT ON COLUMN marts.revenue_daily.orders_count IS 'Own shop: orders placed and neither pending nor cancelled; platforms: orders that are in gross_revenue';
COMMENT ON COLUMN marts.revenue_daily.reporting_currency IS 'The team''s reporting currency, else USD';
COMMENT ON COLUMN marts.revenue_daily.reporting_gross_revenue IS 'gross_revenue at the day''s own rate; NULL when it is missing';
COMMENT ON COLUMN marts.revenue_daily.reporting_refunds IS 'refunds at the day''s own rate';
COMMENT ON COLUMN marts.revenue_daily.reporting_chargebacks IS 'chargebacks at the day''s own rate';
COMMENT ON COLUMN marts.revenue_daily.reporting_fees IS 'fees at the day''s own rate';
COMMENT ON COLUMN marts.revenue_daily.reporting_revenue IS 'Net of the converted figures';
COMMENT ON COLUMN marts.revenue_daily.fx_complete IS 'The needed rate was there';
COMMENT ON COLUMN marts.revenue_daily.missing_rates IS 'The missing pair with its day, e.g. TWD/USD 2026-11-20';
COMMENT ON COLUMN marts.revenue_daily.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.revenue_daily.updated_at IS 'When the row was written last';

CREATE TABLE marts.revenue_breakdown (
    team_id uuid NOT NULL,
    date date NOT NULL,
    source text NOT NULL,
    currency char(3) NOT NULL,
    product_key text NOT NULL,
    product_id uuid,
    product_name text,
    category text NOT NULL,
    gross_revenue numeric NOT NULL,
    refunds numeric NOT NULL,
    chargebacks numeric NOT NULL,
    fees numeric NOT NULL,
    revenue numeric NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, date, source, currency, product_key),
    CONSTRAINT revenue_breakdown_revenue_is_gross_less_what_went_back
        CHECK (revenue = gross_revenue - refunds - chargebacks - fees),
    CONSTRAINT revenue_breakdown_only_what_is_not_itemised_has_no_category CHECK ((category = '') = (product_key = ''))
);
CREATE INDEX revenue_breakdown_date_idx ON marts.revenue_breakdown (date);
COMMENT ON TABLE marts.revenue_breakdown IS 'revenue_daily by product; sums to it exactly';
COMMENT ON COLUMN marts.revenue_breakdown.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN marts.revenue_breakdown.date IS 'Day, as in revenue_daily';
COMMENT ON COLUMN marts.revenue_breakdown.source IS 'own_shop, or the platform';
COMMENT ON COLUMN marts.revenue_breakdown.currency IS 'ISO 4217 currency of the figures';
COMMENT ON COLUMN marts.revenue_breakdown.product_key IS 'own_shop: app.products.id; shopee: shop/item; clickbank: vendor/item number; empty: not itemised, i.e. a payment without a product, or an order''s shipping and vouchers';
COMMENT ON COLUMN marts.revenue_breakdown.product_id IS 'app.products; NULL outside the own shop';
COMMENT ON COLUMN marts.revenue_breakdown.product_name IS 'Name: now in the own shop, then on platforms';
COMMENT ON COLUMN marts.revenue_breakdown.category IS 'Category of the product as its catalogue has it now; unknown when it has none; empty for what is not itemised';
COMMENT ON COLUMN marts.revenue_breakdown.gross_revenue IS 'Taken; for what is not itemised negative where vouchers exceed shipping';
COMMENT ON COLUMN marts.revenue_breakdown.refunds IS 'Given back that day, positive';
COMMENT ON COLUMN marts.revenue_breakdown.chargebacks IS 'Taken back by customers'' banks that day, positive';
COMMENT ON COLUMN marts.revenue_breakdown.fees IS 'Fees and whatever else a network booked against the earnings that day';
COMMENT ON COLUMN marts.revenue_breakdown.revenue IS 'Net: gross_revenue - refunds - chargebacks - fees';
COMMENT ON COLUMN marts.revenue_breakdown.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.revenue_breakdown.updated_at IS 'When the row was written last';

CREATE TABLE marts.country_metrics (
    team_id uuid NOT NULL,
    country text NOT NULL CONSTRAINT country_metrics_country_is_iso_3166 CHECK (country ~ '^[A-Z]{2}$'),
    date date NOT NULL,
    source text NOT NULL,
    currency char(3) NOT NULL,
    revenue numeric NOT NULL,
    users bigint CONSTRAINT country_metrics_users_not_negative CHECK (users >= 0),
    conversions bigint NOT NULL CONSTRAINT country_metrics_conversions_not_negative CHECK (conversions >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, country, date, source, currency)
);
CREATE INDEX country_metrics_country_idx ON marts.country_metrics (country);
CREATE INDEX country_metrics_team_date_idx ON marts.country_metrics (team_id, date);
COMMENT ON TABLE marts.country_metrics IS 'revenue_daily by the buyers'' country; revenue and conversions sum to it exactly';
COMMENT ON COLUMN marts.country_metrics.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN marts.country_metrics.country IS 'ISO 3166 alpha-2: own_shop the customer''s, clickbank the one that the network tells, shopee the shop''s; ZZ when unknown';
COMMENT ON COLUMN marts.country_metrics.date IS 'Day, as in revenue_daily';
COMMENT ON COLUMN marts.country_metrics.source IS 'own_shop, or the platform';
COMMENT ON COLUMN marts.country_metrics.currency IS 'ISO 4217 currency of revenue';
COMMENT ON COLUMN marts.country_metrics.revenue IS 'Net, as in revenue_daily';
COMMENT ON COLUMN marts.country_metrics.users IS 'Distinct known customers who paid that day; NULL where the source does not tell who buys. Not additive';
COMMENT ON COLUMN marts.country_metrics.conversions IS 'Purchases: orders_count of revenue_daily';
COMMENT ON COLUMN marts.country_metrics.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.country_metrics.updated_at IS 'When the row was written last';

CREATE TABLE marts.subscription_mrr_daily (
    team_id uuid NOT NULL,
    date date NOT NULL,
    currency char(3) NOT NULL,
    opening_mrr numeric NOT NULL CONSTRAINT subscription_mrr_daily_opening_mrr_not_negative CHECK (opening_mrr >= 0),
    new_mrr numeric NOT NULL CONSTRAINT subscription_mrr_daily_new_mrr_not_negative CHECK (new_mrr >= 0),
    expansion_mrr numeric NOT NULL
        CONSTRAINT subscription_mrr_daily_expansion_mrr_not_negative CHECK (expansion_mrr >= 0),
    contraction_mrr numeric NOT NULL
        CONSTRAINT subscription_mrr_daily_contraction_mrr_not_negative CHECK (contraction_mrr >= 0),
    churned_mrr numeric NOT NULL CONSTRAINT subscription_mrr_daily_churned_mrr_not_negative CHECK (churned_mrr >= 0),
    reactivation_mrr numeric NOT NULL
        CONSTRAINT subscription_mrr_daily_reactivation_mrr_not_negative CHECK (reactivation_mrr >= 0),
    closing_mrr numeric NOT NULL CONSTRAINT subscription_mrr_daily_closing_mrr_not_negative CHECK (closing_mrr >= 0),
    active_subscriptions bigint NOT NULL,
    active_customers bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, date, currency),
    CONSTRAINT subscription_mrr_daily_closing_is_opening_and_movements CHECK (closing_mrr
        = opening_mrr + new_mrr + expansion_mrr + reactivation_mrr - contraction_mrr - churned_mrr),
    CONSTRAINT subscription_mrr_daily_customers_have_subscriptions
        CHECK (active_customers BETWEEN 0 AND active_subscriptions AND (active_customers > 0) = (closing_mrr > 0))
);
COMMENT ON TABLE marts.subscription_mrr_daily IS 'Monthly recurring revenue of the own shop as it stands at each day''s end, from the first subscription in a currency to today, and what moved it. What begins and ends within a day moves nothing';
COMMENT ON COLUMN marts.subscription_mrr_daily.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN marts.subscription_mrr_daily.date IS 'Day in the team''s zone';
COMMENT ON COLUMN marts.subscription_mrr_daily.currency IS 'ISO 4217 currency of the plans';
COMMENT ON COLUMN marts.subscription_mrr_daily.opening_mrr IS 'closing_mrr of the day before';
COMMENT ON COLUMN marts.subscription_mrr_daily.new_mrr IS 'Of customers who had never paid for a plan in this currency';
COMMENT ON COLUMN marts.subscription_mrr_daily.expansion_mrr IS 'Of paying customers who pay more than the day before: the difference';
COMMENT ON COLUMN marts.subscription_mrr_daily.contraction_mrr IS 'Of paying customers who pay less than the day before: the difference, positive';
COMMENT ON COLUMN marts.subscription_mrr_daily.churned_mrr IS 'Of customers who stopped paying: what they paid, positive';
COMMENT ON COLUMN marts.subscription_mrr_daily.reactivation_mrr IS 'Of customers who had stopped paying and came back';
COMMENT ON COLUMN marts.subscription_mrr_daily.closing_mrr IS 'Prices of all plans paid at the day''s end, each a month: a week''s price * 52 / 12, a quarter''s / 3, a year''s / 12, to 6 decimals';
COMMENT ON COLUMN marts.subscription_mrr_daily.active_subscriptions IS 'Subscriptions at the day''s end that are paid for: neither trials nor free plans';
COMMENT ON COLUMN marts.subscription_mrr_daily.active_customers IS 'Their customers; a subscription of nobody known is a customer of its own';
COMMENT ON COLUMN marts.subscription_mrr_daily.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.subscription_mrr_daily.updated_at IS 'When the row was written last';

CREATE TABLE marts.ai_costs_daily (
    user_id uuid NOT NULL,
    date date NOT NULL,
    service text NOT NULL,
    type text NOT NULL,
    generations bigint NOT NULL,
    generations_with_cost bigint NOT NULL,
    generations_without_cost bigint NOT NULL,
    cost_credits numeric,
    generations_with_time bigint NOT NULL,
    processing_time numeric,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, date, service, type),
    CONSTRAINT ai_costs_daily_costs_are_known_or_unknown
        CHECK (generations = generations_with_cost + generations_without_cost AND generations > 0),
    CONSTRAINT ai_costs_daily_unknown_cost_is_null CHECK ((generations_with_cost > 0) = (cost_credits IS NOT NULL)),
    CONSTRAINT ai_costs_daily_unknown_time_is_null CHECK ((generations_with_time > 0) = (processing_time IS NOT NULL))
);
CREATE INDEX ai_costs_daily_date_idx ON marts.ai_costs_daily (date);
COMMENT ON TABLE marts.ai_costs_daily IS 'What generating pictures and texts cost a user a day, by service and type';
COMMENT ON COLUMN marts.ai_costs_daily.user_id IS 'app.users: who asked';
COMMENT ON COLUMN marts.ai_costs_daily.date IS 'Day in the zone of the user''s default team, else UTC';
COMMENT ON COLUMN marts.ai_costs_daily.service IS 'Service that generated';
COMMENT ON COLUMN marts.ai_costs_daily.type IS 'background, copy or creative';
COMMENT ON COLUMN marts.ai_costs_daily.generations IS 'Generations';
COMMENT ON COLUMN marts.ai_costs_daily.generations_with_cost IS 'Of those, with a known cost: what cost_credits is of';
COMMENT ON COLUMN marts.ai_costs_daily.generations_without_cost IS 'Of those, with an unknown cost';
COMMENT ON COLUMN marts.ai_costs_daily.cost_credits IS 'Sum of the known costs, the service''s credits; NULL when none is known';
COMMENT ON COLUMN marts.ai_costs_daily.generations_with_time IS 'Of the generations, with a known processing time';
COMMENT ON COLUMN marts.ai_costs_daily.processing_time IS 'Sum of the known times, milliseconds; NULL when none is known';
COMMENT ON COLUMN marts.ai_costs_daily.created_at IS 'When the row was written first';
COMMENT ON COLUMN marts.ai_costs_daily.updated_at IS 'When the row was written last';

CREATE FUNCTION ops.touch_team_days(team uuid, first_day date, last_day date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO ops.touched_records (subject, subject_id, date)
    SELECT 'team_day', team, day::date
    FROM generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') AS day
    WHERE team IS NOT NULL
$$;
COMMENT ON FUNCTION ops.touch_team_days IS 'Have the marts of a team recomputed for every day of a span; nothing when one of its ends is NULL';

CREATE FUNCTION ops.touch_account_in_team(account bigint, team uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT ops.touch_team_days(team, min(first_day), max(last_day))
    FROM (SELECT min(order_date), max(order_date) FROM warehouse.orders WHERE ad_account_id = account
          UNION ALL
          SELECT min(event_date), max(event_date) FROM warehouse.analytics_events WHERE ad_account_id = account)
             AS span (first_day, last_day)
$$;
COMMENT ON FUNCTION ops.touch_account_in_team IS 'An account came to a team or left it: the team''s days on which the account took money are recomputed';

CREATE FUNCTION ops.touch_customer_days(customer uuid, product uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO ops.touched_records (subject, subject_id, date)
    SELECT DISTINCT 'team_day', moment.team_id, timezone(coalesce(team.settings ->> 'timezone', 'UTC'), moment.at)::date
    FROM (SELECT team_id, unnest(ARRAY[completed_at, refunded_at, charged_back_at])
          FROM app.payments WHERE user_id = customer OR product_id = product
          UNION ALL
          SELECT team_id, created_at FROM app.orders WHERE user_id = customer) AS moment (team_id, at)
    JOIN app.teams AS team ON team.id = moment.team_id
    WHERE moment.at IS NOT NULL
$$;
COMMENT ON FUNCTION ops.touch_customer_days IS 'Have the days recomputed on which a customer bought, or on which a product was paid for';

CREATE FUNCTION ops.touch_generations(person uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO ops.touched_records (subject, subject_id, date)
    SELECT 'user_day', person, day::date
    FROM (SELECT min(created_at) AS first, max(created_at) AS last FROM app.ai_generations WHERE user_id = person) AS span
    CROSS JOIN LATERAL generate_series(timezone('UTC', first)::date - 1, timezone('UTC', last)::date + 1, interval '1 day') AS day
$$;
COMMENT ON FUNCTION ops.touch_generations IS 'Have every day of a user''s generations recomputed, in whatever zone they are';

CREATE FUNCTION ops.touch_team(team uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT ops.touch_team_days(team, min(first_day), max(last_day))
    FROM (SELECT timezone('UTC', min(first))::date - 1, timezone('UTC', max(last))::date + 1
          FROM (SELECT min(completed_at), max(completed_at) FROM app.payments WHERE team_id = team
                UNION ALL SELECT min(refunded_at), max(refunded_at) FROM app.payments WHERE team_id = team
                UNION ALL SELECT min(charged_back_at), max(charged_back_at) FROM app.payments WHERE team_id = team
                UNION ALL SELECT min(created_at), max(created_at) FROM app.orders WHERE team_id = team)
                   AS moment (first, last)
          UNION ALL SELECT min(date), max(date) FROM marts.revenue_daily WHERE team_id = team)
             AS span (first_day, last_day);
    SELECT ops.touch_account_in_team(connection.ad_account_id, team)
    FROM app.marketing_accounts AS connection JOIN app.users AS person ON person.id = connection.user_id
    WHERE coalesce(connection.team_id, person.team_id) = team AND connection.ad_account_id IS NOT NULL
    GROUP BY connection.ad_account_id;
    INSERT INTO ops.touched_records (subject, subject_id)
    SELECT 'team_subscriptions', team WHERE EXISTS (SELECT FROM app.subscriptions WHERE team_id = team);
    SELECT ops.touch_generations(id) FROM app.users WHERE team_id = team
$$;
COMMENT ON FUNCTION ops.touch_team IS 'A team has another zone or reporting currency: its money, subscriptions and costs are recomputed';

CREATE FUNCTION ops.money_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'teams' THEN
            PERFORM ops.touch_team(NEW.id);
        WHEN 'products' THEN
            PERFORM ops.touch_customer_days(NULL, NEW.id);
        WHEN 'subscriptions' THEN
            INSERT INTO ops.touched_records (subject, subject_id)
            SELECT 'team_subscriptions', OLD.team_id UNION SELECT 'team_subscriptions', NEW.team_id WHERE TG_OP = 'UPDATE';
        WHEN 'marketing_accounts' THEN
            PERFORM ops.touch_account_in_team(side.account, coalesce(side.team, person.team_id))
            FROM (SELECT OLD.ad_account_id AS account, OLD.team_id AS team, OLD.user_id AS person WHERE TG_OP <> 'INSERT'
                  UNION SELECT NEW.ad_account_id, NEW.team_id, NEW.user_id WHERE TG_OP <> 'DELETE') AS side
            JOIN app.users AS person ON person.id = side.person;
        WHEN 'users' THEN
            IF OLD.country IS DISTINCT FROM NEW.country THEN
                PERFORM ops.touch_customer_days(NEW.id, NULL);
            END IF;
            IF OLD.team_id IS DISTINCT FROM NEW.team_id THEN
                PERFORM ops.touch_generations(NEW.id);
                PERFORM ops.touch_account_in_team(connection.ad_account_id, team)
                FROM app.marketing_accounts AS connection CROSS JOIN unnest(ARRAY[OLD.team_id, NEW.team_id]) AS team
                WHERE connection.user_id = NEW.id AND connection.team_id IS NULL AND connection.ad_account_id IS NOT NULL;
            END IF;
    END CASE;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ops.money_moved IS 'Something moved money to another team, day, country or name: the marts of money are recomputed';
CREATE TRIGGER money_follows_settings AFTER UPDATE ON app.teams FOR EACH ROW
    WHEN (OLD.settings IS DISTINCT FROM NEW.settings) EXECUTE FUNCTION ops.money_moved();
CREATE TRIGGER money_follows_product AFTER UPDATE ON app.products FOR EACH ROW
    WHEN ((OLD.name, OLD.category) IS DISTINCT FROM (NEW.name, NEW.category)) EXECUTE FUNCTION ops.money_moved();
CREATE TRIGGER money_follows_subscription AFTER UPDATE ON app.subscriptions FOR EACH ROW
    WHEN ((OLD.team_id, OLD.user_id) IS DISTINCT FROM (NEW.team_id, NEW.user_id)) EXECUTE FUNCTION ops.money_moved();
CREATE TRIGGER money_leaves_with_subscription AFTER DELETE ON app.subscriptions
    FOR EACH ROW EXECUTE FUNCTION ops.money_moved();
CREATE TRIGGER money_comes_with_connection AFTER INSERT OR DELETE ON app.marketing_accounts
    FOR EACH ROW EXECUTE FUNCTION ops.money_moved();
CREATE TRIGGER money_follows_connection AFTER UPDATE ON app.marketing_accounts FOR EACH ROW
    WHEN ((OLD.user_id, OLD.team_id, OLD.ad_account_id, OLD.status)
          IS DISTINCT FROM (NEW.user_id, NEW.team_id, NEW.ad_account_id, NEW.status))
    EXECUTE FUNCTION ops.money_moved();
CREATE TRIGGER money_follows_person AFTER UPDATE ON app.users FOR EACH ROW
    WHEN ((OLD.team_id, OLD.country) IS DISTINCT FROM (NEW.team_id, NEW.country)) EXECUTE FUNCTION ops.money_moved();
