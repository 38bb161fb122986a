-- purpose: orders and returns, their items, and the channels of the platform that has them.
INSERT INTO warehouse.channels (name, platform, display_name, attribution_days) VALUES
    ('shopee_ads', 'shopee', 'Shopee Ads', 7),
    ('shopee_other', 'shopee', 'Shopee, other placements', 7);
INSERT INTO warehouse.channel_map (platform, placement, channel_id)
SELECT 'shopee', placement, id
FROM warehouse.channels CROSS JOIN unnest(ARRAY['search', 'discovery', 'all']) AS placement
WHERE name = 'shopee_ads';

CREATE TABLE warehouse.orders (
    order_date date NOT NULL,
    ad_account_id bigint NOT NULL,
    order_sn text NOT NULL,
    return_sn text NOT NULL,
    ordered_at timestamptz NOT NULL,
    status text NOT NULL,
    platform_status text NOT NULL,
    currency char(3) NOT NULL,
    quantity bigint NOT NULL,
    items_amount numeric(20,6) NOT NULL CONSTRAINT orders_items_amount_is_a_number CHECK (items_amount <> 'NaN'),
    total_amount numeric(20,6) CONSTRAINT orders_total_amount_is_a_number CHECK (total_amount <> 'NaN'),
    shipping_fee numeric(20,6) CONSTRAINT orders_shipping_fee_is_a_number CHECK (shipping_fee <> 'NaN'),
    payment_method text,
    paid_at timestamptz,
    cancelled_by text,
    reason text,
    source_updated_at timestamptz NOT NULL,
    batch_id bigint NOT NULL,
    fetched_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ad_account_id, order_date, order_sn, return_sn),
    CONSTRAINT orders_status_of_an_order_is_known CHECK (return_sn <> '' OR status IN
        ('pending', 'confirmed', 'shipped', 'completed', 'cancelling', 'cancelled', 'returning', 'other')),
    CONSTRAINT orders_status_of_a_return_is_known CHECK (return_sn = '' OR status IN
        ('requested', 'accepted', 'refunded', 'closed', 'other')),
    CONSTRAINT orders_sales_add_and_returns_take_away CHECK (CASE WHEN return_sn = ''
        THEN quantity >= 0 AND items_amount >= 0 ELSE quantity <= 0 AND items_amount <= 0 END)
) PARTITION BY RANGE (order_date);
CREATE INDEX orders_order_idx ON warehouse.orders (ad_account_id, order_sn);
COMMENT ON TABLE warehouse.orders IS 'Orders, and returns as documents of their own day with negative amounts, so that a sum is net; newest version of each; monthly partitions';
COMMENT ON COLUMN warehouse.orders.order_date IS 'Day the order or the return was created, account zone; never changes';
COMMENT ON COLUMN warehouse.orders.ad_account_id IS 'warehouse.ad_accounts: the shop';
COMMENT ON COLUMN warehouse.orders.order_sn IS 'The platform''s own number of the order';
COMMENT ON COLUMN warehouse.orders.return_sn IS 'The platform''s own number of the return; empty for the order itself';
COMMENT ON COLUMN warehouse.orders.ordered_at IS 'When the order or the return was created';
COMMENT ON COLUMN warehouse.orders.status IS 'Order: pending, confirmed, shipped, completed, cancelling, cancelled or returning; return: requested, accepted, refunded or closed; other: a word nobody knew';
COMMENT ON COLUMN warehouse.orders.platform_status IS 'Status in the platform''s words';
COMMENT ON COLUMN warehouse.orders.currency IS 'ISO 4217 currency of the amounts';
COMMENT ON COLUMN warehouse.orders.quantity IS 'Pieces over all items; negative for a return';
COMMENT ON COLUMN warehouse.orders.items_amount IS 'Sum of the items'' amounts, major units of currency; negative for a return';
COMMENT ON COLUMN warehouse.orders.total_amount IS 'What the buyer paid with shipping, or gets back (negative), major units; NULL when the platform does not say';
COMMENT ON COLUMN warehouse.orders.shipping_fee IS 'Shipping, major units; NULL when unknown';
COMMENT ON COLUMN warehouse.orders.payment_method IS 'Payment method in the platform''s words';
COMMENT ON COLUMN warehouse.orders.paid_at IS 'When it was paid; NULL until then';
COMMENT ON COLUMN warehouse.orders.cancelled_by IS 'Who cancelled, in the platform''s words';
COMMENT ON COLUMN warehouse.orders.reason IS 'Why it was cancelled or returned, in the platform''s words';
COMMENT ON COLUMN warehouse.orders.source_updated_at IS 'Version: when the platform last changed it';
COMMENT ON COLUMN warehouse.orders.batch_id IS 'ops.batches row that wrote the present values';
COMMENT ON COLUMN warehouse.orders.fetched_at IS 'When the present values were asked for';
COMMENT ON COLUMN warehouse.orders.created_at IS 'When the row was written first';
COMMENT ON COLUMN warehouse.orders.updated_at IS 'When the row was written last';

CREATE TABLE warehouse.order_items (
    order_date date NOT NULL,
    ad_account_id bigint NOT NULL,
    order_sn text NOT NULL,
    return_sn text NOT NULL,
    line integer NOT NULL CONSTRAINT order_items_line_counts_from_0 CHECK (line >= 0),
    item_id text NOT NULL,
    model_id text,
    sku text,
    item_name text,
    model_name text,
    quantity bigint NOT NULL,
    original_price numeric(20,6) CONSTRAINT order_items_original_price_is_a_number CHECK (original_price <> 'NaN'),
    unit_price numeric(20,6) NOT NULL CONSTRAINT order_items_unit_price_not_negative CHECK (unit_price >= 0 AND unit_price <> 'NaN'),
    amount numeric(20,6) NOT NULL CONSTRAINT order_items_amount_is_a_number CHECK (amount <> 'NaN'),
    currency char(3) NOT NULL,
    batch_id bigint NOT NULL,
    fetched_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ad_account_id, order_date, order_sn, return_sn, line),
    CONSTRAINT order_items_sales_add_and_returns_take_away CHECK (CASE WHEN return_sn = ''
        THEN quantity >= 0 AND amount >= 0 ELSE quantity <= 0 AND amount <= 0 END)
) PARTITION BY RANGE (order_date);
CREATE INDEX order_items_sku_idx ON warehouse.order_items (ad_account_id, sku);
COMMENT ON TABLE warehouse.order_items IS 'Items of orders and returns, as the newest version of each has them; monthly partitions';
COMMENT ON COLUMN warehouse.order_items.order_date IS 'warehouse.orders.order_date';
COMMENT ON COLUMN warehouse.order_items.ad_account_id IS 'warehouse.ad_accounts: the shop';
COMMENT ON COLUMN warehouse.order_items.order_sn IS 'warehouse.orders.order_sn';
COMMENT ON COLUMN warehouse.order_items.return_sn IS 'warehouse.orders.return_sn; empty for an item of the order itself';
COMMENT ON COLUMN warehouse.order_items.line IS 'Place among the items, from 0';
COMMENT ON COLUMN warehouse.order_items.item_id IS 'The platform''s own id of the product: warehouse.products.product_id';
COMMENT ON COLUMN warehouse.order_items.model_id IS 'The platform''s own id of the variant; NULL where the product has none';
COMMENT ON COLUMN warehouse.order_items.sku IS 'The seller''s own number';
COMMENT ON COLUMN warehouse.order_items.item_name IS 'Name of the product then';
COMMENT ON COLUMN warehouse.order_items.model_name IS 'Name of the variant then';
COMMENT ON COLUMN warehouse.order_items.quantity IS 'Pieces; negative for a return';
COMMENT ON COLUMN warehouse.order_items.original_price IS 'Price of a piece before discounts, major units; NULL when unknown';
COMMENT ON COLUMN warehouse.order_items.unit_price IS 'Price of a piece as sold, major units; 0 for a gift';
COMMENT ON COLUMN warehouse.order_items.amount IS 'quantity * unit_price';
COMMENT ON COLUMN warehouse.order_items.currency IS 'ISO 4217 currency of prices and amount';
COMMENT ON COLUMN warehouse.order_items.batch_id IS 'ops.batches row that wrote the present values';
COMMENT ON COLUMN warehouse.order_items.fetched_at IS 'When the present values were asked for';
COMMENT ON COLUMN warehouse.order_items.created_at IS 'When the row was written first';
COMMENT ON COLUMN warehouse.order_items.updated_at IS 'When the row was written last';
