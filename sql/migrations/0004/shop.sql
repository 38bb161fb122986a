-- purpose: the own shop's orders, payments and subscriptions. Money is in payments, counts are in orders.
CREATE TABLE app.orders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id uuid NOT NULL REFERENCES app.teams ON DELETE RESTRICT,
    user_id uuid REFERENCES app.users ON DELETE RESTRICT,
    total numeric(20,6) NOT NULL CONSTRAINT orders_total_not_negative CHECK (total >= 0 AND total <> 'NaN'),
    currency char(3) NOT NULL REFERENCES warehouse.currencies,
    status text NOT NULL DEFAULT 'pending' CONSTRAINT orders_status_is_known
        CHECK (status IN ('pending', 'paid', 'shipped', 'completed', 'cancelled', 'refunded')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX orders_team_created_idx ON app.orders (team_id, created_at);
CREATE INDEX orders_user_id_idx ON app.orders (user_id);
COMMENT ON TABLE app.orders IS 'Orders in the own shop: how many there were; what was paid is in app.payments';
COMMENT ON COLUMN app.orders.id IS 'Order';
COMMENT ON COLUMN app.orders.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN app.orders.user_id IS 'app.users: the customer; NULL when unknown';
COMMENT ON COLUMN app.orders.total IS 'Worth at checkout, major units; not money taken';
COMMENT ON COLUMN app.orders.currency IS 'ISO 4217 currency of total';
COMMENT ON COLUMN app.orders.status IS 'pending, paid, shipped, completed, cancelled or refunded';
COMMENT ON COLUMN app.orders.created_at IS 'When it was placed';
COMMENT ON COLUMN app.orders.updated_at IS 'When the row was written last';

CREATE TABLE app.payments (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id uuid NOT NULL REFERENCES app.teams ON DELETE RESTRICT,
    user_id uuid REFERENCES app.users ON DELETE RESTRICT,
    product_id uuid REFERENCES app.products ON DELETE RESTRICT,
    amount numeric(20,6) NOT NULL CONSTRAINT payments_amount_is_positive CHECK (amount > 0 AND amount <> 'NaN'),
    currency char(3) NOT NULL REFERENCES warehouse.currencies,
    stripe_payment_id text,
    status text NOT NULL DEFAULT 'pending' CONSTRAINT payments_status_is_known
        CHECK (status IN ('pending', 'completed', 'failed', 'refunded', 'charged_back')),
    completed_at timestamptz,
    failed_at timestamptz,
    refunded_amount numeric(20,6) NOT NULL DEFAULT 0 CONSTRAINT payments_refund_is_part_of_the_amount
        CHECK (refunded_amount >= 0 AND refunded_amount <= amount),
    refunded_at timestamptz,
    charged_back_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT payments_completed_has_its_time
        CHECK (status NOT IN ('completed', 'refunded', 'charged_back') OR completed_at IS NOT NULL),
    CONSTRAINT payments_refund_has_its_time CHECK ((refunded_amount > 0) = (refunded_at IS NOT NULL)),
    CONSTRAINT payments_chargeback_has_its_time CHECK ((status = 'charged_back') = (charged_back_at IS NOT NULL)),
    CONSTRAINT payments_refunded_not_before_completed CHECK (refunded_at >= completed_at),
    CONSTRAINT payments_charged_back_not_before_completed CHECK (charged_back_at >= completed_at)
);
CREATE UNIQUE INDEX payments_stripe_payment_id_key ON app.payments (stripe_payment_id);
CREATE INDEX payments_user_id_idx ON app.payments (user_id);
CREATE INDEX payments_status_idx ON app.payments (status);
CREATE INDEX payments_product_id_idx ON app.payments (product_id);
CREATE INDEX payments_team_completed_idx ON app.payments (team_id, completed_at);
CREATE INDEX payments_team_refunded_idx ON app.payments (team_id, refunded_at) WHERE refunded_at IS NOT NULL;
CREATE INDEX payments_team_charged_back_idx ON app.payments (team_id, charged_back_at) WHERE charged_back_at IS NOT NULL;
COMMENT ON TABLE app.payments IS 'Money taken in the own shop, and given back';
COMMENT ON COLUMN app.payments.id IS 'Payment';
COMMENT ON COLUMN app.payments.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN app.payments.user_id IS 'app.users: the customer; NULL when unknown';
COMMENT ON COLUMN app.payments.product_id IS 'app.products it was paid for; NULL when unknown';
COMMENT ON COLUMN app.payments.amount IS 'Asked for, major units; taken once completed';
COMMENT ON COLUMN app.payments.currency IS 'ISO 4217 currency of the amounts';
COMMENT ON COLUMN app.payments.stripe_payment_id IS 'Payment provider''s payment';
COMMENT ON COLUMN app.payments.status IS 'pending, completed, failed, refunded (in whole or in part) or charged_back';
COMMENT ON COLUMN app.payments.completed_at IS 'When the money came; NULL before';
COMMENT ON COLUMN app.payments.failed_at IS 'When it failed';
COMMENT ON COLUMN app.payments.refunded_amount IS 'Given back, major units; 0 when nothing was';
COMMENT ON COLUMN app.payments.refunded_at IS 'When it was given back';
COMMENT ON COLUMN app.payments.charged_back_at IS 'When the customer''s bank took all of it back';
COMMENT ON COLUMN app.payments.created_at IS 'When it was begun';
COMMENT ON COLUMN app.payments.updated_at IS 'When the row was written last';

CREATE TABLE app.subscriptions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id uuid NOT NULL REFERENCES app.teams ON DELETE RESTRICT,
    user_id uuid REFERENCES app.users ON DELETE RESTRICT,
    plan_id uuid NOT NULL REFERENCES app.subscription_plans ON DELETE RESTRICT,
    stripe_subscription_id text,
    status text NOT NULL DEFAULT 'active' CONSTRAINT subscriptions_status_is_known
        CHECK (status IN ('trialing', 'active', 'past_due', 'cancelled')),
    current_period_start timestamptz,
    current_period_end timestamptz,
    cancelled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT subscriptions_period_ends_after_it_starts CHECK (current_period_end > current_period_start),
    CONSTRAINT subscriptions_cancelled_has_its_time CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
    CONSTRAINT subscriptions_cancelled_not_before_created CHECK (cancelled_at >= created_at)
);
CREATE UNIQUE INDEX subscriptions_stripe_subscription_id_key ON app.subscriptions (stripe_subscription_id);
CREATE INDEX subscriptions_user_id_idx ON app.subscriptions (user_id);
CREATE INDEX subscriptions_team_id_idx ON app.subscriptions (team_id);
CREATE INDEX subscriptions_plan_id_idx ON app.subscriptions (plan_id);
COMMENT ON TABLE app.subscriptions IS 'Who subscribes to which plan now';
COMMENT ON COLUMN app.subscriptions.id IS 'Subscription';
COMMENT ON COLUMN app.subscriptions.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN app.subscriptions.user_id IS 'app.users: the customer; NULL when unknown';
COMMENT ON COLUMN app.subscriptions.plan_id IS 'app.subscription_plans';
COMMENT ON COLUMN app.subscriptions.stripe_subscription_id IS 'Payment provider''s subscription';
COMMENT ON COLUMN app.subscriptions.status IS 'trialing, active, past_due or cancelled; active and past_due count as revenue';
COMMENT ON COLUMN app.subscriptions.current_period_start IS 'First moment of the period that is paid';
COMMENT ON COLUMN app.subscriptions.current_period_end IS 'First moment after it';
COMMENT ON COLUMN app.subscriptions.cancelled_at IS 'When it was cancelled; NULL until then';
COMMENT ON COLUMN app.subscriptions.created_at IS 'When it began';
COMMENT ON COLUMN app.subscriptions.updated_at IS 'When the row was written last';

CREATE TABLE app.subscription_changes (
    subscription_id uuid NOT NULL REFERENCES app.subscriptions ON DELETE CASCADE,
    changed_at timestamptz NOT NULL,
    plan_id uuid REFERENCES app.subscription_plans ON DELETE RESTRICT,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subscription_id, changed_at)
);
COMMENT ON TABLE app.subscription_changes IS 'Which plan a subscription paid for from when on; written by a trigger on app.subscriptions';
COMMENT ON COLUMN app.subscription_changes.subscription_id IS 'app.subscriptions';
COMMENT ON COLUMN app.subscription_changes.changed_at IS 'From this moment on';
COMMENT ON COLUMN app.subscription_changes.plan_id IS 'app.subscription_plans; NULL when nothing is paid any more';
COMMENT ON COLUMN app.subscription_changes.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.subscription_changes.updated_at IS 'When the row was written last';

CREATE FUNCTION app.remember_subscription() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    paid_before uuid := CASE WHEN TG_OP = 'UPDATE' AND OLD.status IN ('active', 'past_due') THEN OLD.plan_id END;
    paid_now uuid := CASE WHEN NEW.status IN ('active', 'past_due') THEN NEW.plan_id END;
BEGIN
    IF TG_OP = 'INSERT' AND NEW.status = 'cancelled' THEN
        INSERT INTO app.subscription_changes (subscription_id, changed_at, plan_id)
        VALUES (NEW.id, NEW.created_at, NEW.plan_id), (NEW.id, NEW.cancelled_at, NULL)
        ON CONFLICT (subscription_id, changed_at) DO UPDATE SET plan_id = excluded.plan_id, updated_at = now();
    ELSIF paid_before IS DISTINCT FROM paid_now THEN
        INSERT INTO app.subscription_changes (subscription_id, changed_at, plan_id)
        VALUES (NEW.id, CASE WHEN TG_OP = 'INSERT' THEN NEW.created_at ELSE coalesce(NEW.cancelled_at, now()) END, paid_now)
        ON CONFLICT (subscription_id, changed_at) DO UPDATE SET plan_id = excluded.plan_id, updated_at = now();
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION app.remember_subscription IS 'A subscription began, ended or moved to another plan: recurring revenue keeps its history';
CREATE TRIGGER subscriptions_remembered AFTER INSERT OR UPDATE ON app.subscriptions
    FOR EACH ROW EXECUTE FUNCTION app.remember_subscription();
