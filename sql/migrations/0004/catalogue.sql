-- purpose: the own shop's catalogue, its pictures, and plans that customers subscribe to.
CREATE TABLE app.products (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES app.users ON DELETE RESTRICT,
    team_id uuid REFERENCES app.teams ON DELETE RESTRICT,
    legacy_id text,
    source text NOT NULL DEFAULT 'v2',
    name text NOT NULL CONSTRAINT products_name_is_not_empty CHECK (name <> ''),
    description text,
    brand text,
    category text,
    sku text,
    url text,
    currency char(3) NOT NULL DEFAULT 'USD' REFERENCES warehouse.currencies,
    price numeric(20,6) CONSTRAINT products_price_not_negative CHECK (price >= 0 AND price <> 'NaN'),
    base_price numeric(20,6) CONSTRAINT products_base_price_not_negative CHECK (base_price >= 0 AND base_price <> 'NaN'),
    base_cost numeric(20,6) CONSTRAINT products_base_cost_not_negative CHECK (base_cost >= 0 AND base_cost <> 'NaN'),
    current_price numeric(20,6)
        CONSTRAINT products_current_price_not_negative CHECK (current_price >= 0 AND current_price <> 'NaN'),
    pricing_factors jsonb NOT NULL DEFAULT '{}',
    last_price_update timestamptz,
    inventory_count integer NOT NULL DEFAULT 0,
    reorder_point integer NOT NULL DEFAULT 50 CONSTRAINT products_reorder_point_not_negative CHECK (reorder_point >= 0),
    sales_count bigint NOT NULL DEFAULT 0 CONSTRAINT products_sales_count_not_negative CHECK (sales_count >= 0),
    utm_codes jsonb NOT NULL DEFAULT '{}',
    metadata jsonb NOT NULL DEFAULT '{}',
    settings jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'active'
        CONSTRAINT products_status_is_known CHECK (status IN ('draft', 'active', 'inactive', 'archived')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX products_legacy_key ON app.products (user_id, source, legacy_id) WHERE legacy_id IS NOT NULL;
CREATE INDEX products_user_id_idx ON app.products (user_id);
CREATE INDEX products_team_id_idx ON app.products (team_id);
CREATE INDEX products_current_price_idx ON app.products (current_price);
CREATE INDEX products_metadata_idx ON app.products USING gin (metadata);

CREATE TABLE app.product_images (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    product_id uuid NOT NULL REFERENCES app.products ON DELETE CASCADE,
    url text NOT NULL,
    storage_path text,
    file_name text,
    alt_text text,
    size text CONSTRAINT product_images_size_is_width_x_height CHECK (size ~ '^[0-9]+x[0-9]+$'),
    is_primary boolean NOT NULL DEFAULT false,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (product_id, storage_path)
);
CREATE INDEX product_images_product_id_idx ON app.product_images (product_id);
CREATE UNIQUE INDEX product_images_primary_key ON app.product_images (product_id) WHERE is_primary;

CREATE TABLE app.background_versions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    product_image_id uuid NOT NULL REFERENCES app.product_images ON DELETE CASCADE,
    url text NOT NULL,
    storage_path text,
    prompt text,
    request_id text,
    processing_time integer
        CONSTRAINT background_versions_processing_time_not_negative CHECK (processing_time >= 0),
    metadata jsonb NOT NULL DEFAULT '{}',
    is_active boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (product_image_id, storage_path)
);
CREATE INDEX background_versions_product_image_id_idx ON app.background_versions (product_image_id);

CREATE TABLE app.subscription_plans (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id uuid NOT NULL REFERENCES app.teams ON DELETE RESTRICT,
    name text NOT NULL,
    price numeric(20,6) NOT NULL
        CONSTRAINT subscription_plans_price_not_negative CHECK (price >= 0 AND price <> 'NaN'),
    currency char(3) NOT NULL REFERENCES warehouse.currencies,
    interval text NOT NULL DEFAULT 'month'
        CONSTRAINT subscription_plans_interval_is_known CHECK (interval IN ('week', 'month', 'quarter', 'year')),
    stripe_price_id text,
    features jsonb NOT NULL DEFAULT '[]',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX subscription_plans_team_id_idx ON app.subscription_plans (team_id);

CREATE FUNCTION app.refuse_new_price() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'subscription_plans_price_never_changes',
        MESSAGE = format('plan %s keeps its price, currency and interval: what was earned with it depends on them; make a new plan', OLD.id);
END
$$;
COMMENT ON FUNCTION app.refuse_new_price IS 'A plan''s price never changes, so that recurring revenue of the past stays what it was';
CREATE TRIGGER subscription_plans_price_never_changes BEFORE UPDATE ON app.subscription_plans FOR EACH ROW
    WHEN ((OLD.price, OLD.currency, OLD.interval) IS DISTINCT FROM (NEW.price, NEW.currency, NEW.interval))
    EXECUTE FUNCTION app.refuse_new_price();
