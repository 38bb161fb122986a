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
COMMENT ON TABLE app.products IS 'The own shop''s catalogue: what a user sells and what it is advertised for';
COMMENT ON COLUMN app.products.id IS 'Product';
COMMENT ON COLUMN app.products.user_id IS 'app.users: who keeps it';
COMMENT ON COLUMN app.products.team_id IS 'app.teams that shares it; NULL for the user alone';
COMMENT ON COLUMN app.products.legacy_id IS 'Id in the browser''s store that it was imported from';
COMMENT ON COLUMN app.products.source IS 'Where the row came from: v2 (the application), migrated or legacy (a browser''s store)';
COMMENT ON COLUMN app.products.name IS 'What customers read';
COMMENT ON COLUMN app.products.description IS 'Text for customers';
COMMENT ON COLUMN app.products.brand IS 'Maker';
COMMENT ON COLUMN app.products.category IS 'The seller''s own word for its kind';
COMMENT ON COLUMN app.products.sku IS 'The seller''s own number';
COMMENT ON COLUMN app.products.url IS 'Page where it is sold';
COMMENT ON COLUMN app.products.currency IS 'ISO 4217 currency of prices and cost';
COMMENT ON COLUMN app.products.price IS 'List price, major units';
COMMENT ON COLUMN app.products.base_price IS 'Price that dynamic pricing starts from, major units';
COMMENT ON COLUMN app.products.base_cost IS 'What a piece costs the seller, major units';
COMMENT ON COLUMN app.products.current_price IS 'Price asked now, major units; NULL when it follows price';
COMMENT ON COLUMN app.products.pricing_factors IS 'What moved the price last, factor by name';
COMMENT ON COLUMN app.products.last_price_update IS 'When current_price changed last';
COMMENT ON COLUMN app.products.inventory_count IS 'Pieces in stock; negative when more was sold than there was';
COMMENT ON COLUMN app.products.reorder_point IS 'Stock below which it is ordered again, pieces';
COMMENT ON COLUMN app.products.sales_count IS 'Completed payments for it so far; kept by the pipeline';
COMMENT ON COLUMN app.products.utm_codes IS 'Tracking parameters of its links, value by parameter';
COMMENT ON COLUMN app.products.metadata IS 'What else its page told when it was scraped';
COMMENT ON COLUMN app.products.settings IS 'Options of the application';
COMMENT ON COLUMN app.products.status IS 'draft, active, inactive or archived';
COMMENT ON COLUMN app.products.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.products.updated_at IS 'When the row was written last';

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
CREATE UNIQUE INDEX product_images_primary_key ON app.product_images (product_id) WHERE is_primary;
COMMENT ON TABLE app.product_images IS 'Pictures of products';
COMMENT ON COLUMN app.product_images.id IS 'Picture';
COMMENT ON COLUMN app.product_images.product_id IS 'app.products';
COMMENT ON COLUMN app.product_images.url IS 'Where it can be seen';
COMMENT ON COLUMN app.product_images.storage_path IS 'Key in the object store; NULL while it lies elsewhere';
COMMENT ON COLUMN app.product_images.file_name IS 'Name of the file that was uploaded';
COMMENT ON COLUMN app.product_images.alt_text IS 'Words for who cannot see it';
COMMENT ON COLUMN app.product_images.size IS 'Pixels, width x height, e.g. 1200x628';
COMMENT ON COLUMN app.product_images.is_primary IS 'Shown first; one a product at most';
COMMENT ON COLUMN app.product_images.metadata IS 'What else is known of the file';
COMMENT ON COLUMN app.product_images.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.product_images.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.background_versions IS 'Backgrounds that were generated for a picture';
COMMENT ON COLUMN app.background_versions.id IS 'Version';
COMMENT ON COLUMN app.background_versions.product_image_id IS 'app.product_images';
COMMENT ON COLUMN app.background_versions.url IS 'Where it can be seen';
COMMENT ON COLUMN app.background_versions.storage_path IS 'Key in the object store; NULL while it lies elsewhere';
COMMENT ON COLUMN app.background_versions.prompt IS 'What was asked for';
COMMENT ON COLUMN app.background_versions.request_id IS 'The generating service''s own id of the request';
COMMENT ON COLUMN app.background_versions.processing_time IS 'How long it took, milliseconds';
COMMENT ON COLUMN app.background_versions.metadata IS 'What else the service told';
COMMENT ON COLUMN app.background_versions.is_active IS 'The one in use';
COMMENT ON COLUMN app.background_versions.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.background_versions.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.subscription_plans IS 'Plans that customers of the own shop subscribe to; their price never changes';
COMMENT ON COLUMN app.subscription_plans.id IS 'Plan';
COMMENT ON COLUMN app.subscription_plans.team_id IS 'app.teams: the seller';
COMMENT ON COLUMN app.subscription_plans.name IS 'What customers read';
COMMENT ON COLUMN app.subscription_plans.price IS 'Paid each interval, major units';
COMMENT ON COLUMN app.subscription_plans.currency IS 'ISO 4217 currency of price';
COMMENT ON COLUMN app.subscription_plans.interval IS 'week, month, quarter or year';
COMMENT ON COLUMN app.subscription_plans.stripe_price_id IS 'Payment provider''s price';
COMMENT ON COLUMN app.subscription_plans.features IS 'What it includes, a JSON array of texts';
COMMENT ON COLUMN app.subscription_plans.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.subscription_plans.updated_at IS 'When the row was written last';

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
