-- purpose: products as they are now, and their figures day by day.
CREATE TABLE warehouse.products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ad_account_id bigint REFERENCES warehouse.ad_accounts ON DELETE RESTRICT,
    product_id text NOT NULL,
    platform text NOT NULL,
    title text NOT NULL,
    sku text,
    category text,
    brand text,
    status text NOT NULL CONSTRAINT products_status_is_known CHECK (status IN ('active', 'inactive', 'deleted')),
    platform_status text NOT NULL,
    currency char(3) NOT NULL,
    price numeric(20,6) CONSTRAINT products_price_not_negative CHECK (price >= 0 AND price <> 'NaN'),
    original_price numeric(20,6) CONSTRAINT products_original_price_not_negative CHECK (original_price >= 0 AND original_price <> 'NaN'),
    stock bigint CONSTRAINT products_stock_not_negative CHECK (stock >= 0),
    listed_at timestamptz,
    source_updated_at timestamptz,
    batch_id bigint NOT NULL,
    fetched_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (ad_account_id, product_id)
);
CREATE INDEX products_sku_idx ON warehouse.products (ad_account_id, sku);
COMMENT ON TABLE warehouse.products IS 'Products as they are now in the platforms'' catalogues';
COMMENT ON COLUMN warehouse.products.id IS 'Product';
COMMENT ON COLUMN warehouse.products.ad_account_id IS 'warehouse.ad_accounts: the shop that sells it; NULL in a public catalogue';
COMMENT ON COLUMN warehouse.products.product_id IS 'The platform''s own id';
COMMENT ON COLUMN warehouse.products.platform IS 'Platform';
COMMENT ON COLUMN warehouse.products.title IS 'Name';
COMMENT ON COLUMN warehouse.products.sku IS 'The seller''s own number';
COMMENT ON COLUMN warehouse.products.category IS 'The platform''s own id or name of its category';
COMMENT ON COLUMN warehouse.products.brand IS 'Brand';
COMMENT ON COLUMN warehouse.products.status IS 'active, inactive or deleted';
COMMENT ON COLUMN warehouse.products.platform_status IS 'Status in the platform''s words';
COMMENT ON COLUMN warehouse.products.currency IS 'ISO 4217 currency of the prices';
COMMENT ON COLUMN warehouse.products.price IS 'Price now, of the cheapest variant, major units';
COMMENT ON COLUMN warehouse.products.original_price IS 'Price before discounts, of that variant, major units';
COMMENT ON COLUMN warehouse.products.stock IS 'Pieces that can be sold, over all variants';
COMMENT ON COLUMN warehouse.products.listed_at IS 'When it was put into the catalogue';
COMMENT ON COLUMN warehouse.products.source_updated_at IS 'Version: when the platform last changed it; NULL when it does not say';
COMMENT ON COLUMN warehouse.products.batch_id IS 'ops.batches row that wrote the present values';
COMMENT ON COLUMN warehouse.products.fetched_at IS 'When the present values were asked for';
COMMENT ON COLUMN warehouse.products.created_at IS 'When the row was written first';
COMMENT ON COLUMN warehouse.products.updated_at IS 'When the row was written last';

CREATE TABLE warehouse.product_metrics (
    date date NOT NULL,
    product_id bigint NOT NULL,
    ad_account_id bigint NOT NULL,
    price numeric(20,6) CONSTRAINT product_metrics_price_not_negative CHECK (price >= 0 AND price <> 'NaN'),
    original_price numeric(20,6) CONSTRAINT product_metrics_original_price_not_negative CHECK (original_price >= 0 AND original_price <> 'NaN'),
    currency char(3) NOT NULL,
    stock bigint CONSTRAINT product_metrics_stock_not_negative CHECK (stock >= 0),
    sales bigint CONSTRAINT product_metrics_sales_not_negative CHECK (sales >= 0),
    views bigint CONSTRAINT product_metrics_views_not_negative CHECK (views >= 0),
    likes bigint CONSTRAINT product_metrics_likes_not_negative CHECK (likes >= 0),
    rating numeric(20,6) CONSTRAINT product_metrics_rating_is_0_to_5 CHECK (rating BETWEEN 0 AND 5),
    comments bigint CONSTRAINT product_metrics_comments_not_negative CHECK (comments >= 0),
    batch_id bigint NOT NULL,
    fetched_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (date, product_id)
) PARTITION BY RANGE (date);
CREATE INDEX product_metrics_account_date_idx ON warehouse.product_metrics (ad_account_id, date);
CREATE INDEX product_metrics_product_date_idx ON warehouse.product_metrics (product_id, date DESC);
COMMENT ON TABLE warehouse.product_metrics IS 'Price, stock and counters of a product on a day it was looked at; monthly partitions';
COMMENT ON COLUMN warehouse.product_metrics.date IS 'Day of the snapshot, account zone';
COMMENT ON COLUMN warehouse.product_metrics.product_id IS 'warehouse.products';
COMMENT ON COLUMN warehouse.product_metrics.ad_account_id IS 'warehouse.ad_accounts: the shop';
COMMENT ON COLUMN warehouse.product_metrics.price IS 'Price that day, of the cheapest variant, major units';
COMMENT ON COLUMN warehouse.product_metrics.original_price IS 'Price before discounts, of that variant, major units';
COMMENT ON COLUMN warehouse.product_metrics.currency IS 'ISO 4217 currency of the prices';
COMMENT ON COLUMN warehouse.product_metrics.stock IS 'Pieces that can be sold, over all variants';
COMMENT ON COLUMN warehouse.product_metrics.sales IS 'Pieces sold since it was listed; the difference of two days is what was sold between';
COMMENT ON COLUMN warehouse.product_metrics.views IS 'Times looked at since it was listed';
COMMENT ON COLUMN warehouse.product_metrics.likes IS 'Likes since it was listed';
COMMENT ON COLUMN warehouse.product_metrics.rating IS 'Average rating, 0 to 5';
COMMENT ON COLUMN warehouse.product_metrics.comments IS 'Comments since it was listed';
COMMENT ON COLUMN warehouse.product_metrics.batch_id IS 'ops.batches row that wrote the present values';
COMMENT ON COLUMN warehouse.product_metrics.fetched_at IS 'When the present values were asked for';
COMMENT ON COLUMN warehouse.product_metrics.created_at IS 'When the row was written first';
COMMENT ON COLUMN warehouse.product_metrics.updated_at IS 'When the row was written last';
