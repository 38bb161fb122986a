-- purpose: what a marketplace says of a product to those who would advertise it, now and day by day.
ALTER TABLE warehouse.products
    ADD COLUMN gravity numeric(20,6) CONSTRAINT products_gravity_not_negative CHECK (gravity >= 0 AND gravity <> 'NaN'),
    ADD COLUMN popularity_rank bigint CONSTRAINT products_popularity_rank_not_negative CHECK (popularity_rank >= 0),
    ADD COLUMN commission_rate numeric(20,6) CONSTRAINT products_commission_rate_not_negative CHECK (commission_rate >= 0 AND commission_rate <> 'NaN'),
    ADD COLUMN commission_amount numeric(20,6) CONSTRAINT products_commission_amount_is_a_number CHECK (commission_amount <> 'NaN'),
    ADD COLUMN initial_sale_amount numeric(20,6) CONSTRAINT products_initial_sale_amount_is_a_number CHECK (initial_sale_amount <> 'NaN'),
    ADD COLUMN rebill_rate numeric(20,6) CONSTRAINT products_rebill_rate_not_negative CHECK (rebill_rate >= 0 AND rebill_rate <> 'NaN'),
    ADD COLUMN rebill_amount numeric(20,6) CONSTRAINT products_rebill_amount_is_a_number CHECK (rebill_amount <> 'NaN'),
    ADD COLUMN has_rebills boolean;
COMMENT ON COLUMN warehouse.products.ad_account_id IS 'warehouse.ad_accounts: the shop that sells it, or the account that stands for a public catalogue';
COMMENT ON COLUMN warehouse.products.gravity IS 'How many affiliates sold it lately, later sales weighing more; NULL where there is no such figure';
COMMENT ON COLUMN warehouse.products.popularity_rank IS 'Place in its category, 1 the most popular; NULL outside marketplaces';
COMMENT ON COLUMN warehouse.products.commission_rate IS 'Share of a sale that goes to the affiliate, percent';
COMMENT ON COLUMN warehouse.products.commission_amount IS 'What an affiliate earns by a sale on average, rebills included, major units';
COMMENT ON COLUMN warehouse.products.initial_sale_amount IS 'What an affiliate earns by the first payment on average, major units';
COMMENT ON COLUMN warehouse.products.rebill_rate IS 'Share of a rebill that goes to the affiliate, percent';
COMMENT ON COLUMN warehouse.products.rebill_amount IS 'What an affiliate earns by all rebills of a sale on average, major units';
COMMENT ON COLUMN warehouse.products.has_rebills IS 'It is paid again and again; NULL when unknown';

ALTER TABLE warehouse.product_metrics
    ADD COLUMN gravity numeric(20,6) CONSTRAINT product_metrics_gravity_not_negative CHECK (gravity >= 0 AND gravity <> 'NaN'),
    ADD COLUMN popularity_rank bigint CONSTRAINT product_metrics_popularity_rank_not_negative CHECK (popularity_rank >= 0),
    ADD COLUMN commission_rate numeric(20,6) CONSTRAINT product_metrics_commission_rate_not_negative CHECK (commission_rate >= 0 AND commission_rate <> 'NaN'),
    ADD COLUMN commission_amount numeric(20,6) CONSTRAINT product_metrics_commission_amount_is_a_number CHECK (commission_amount <> 'NaN'),
    ADD COLUMN initial_sale_amount numeric(20,6) CONSTRAINT product_metrics_initial_sale_amount_is_a_number CHECK (initial_sale_amount <> 'NaN');
COMMENT ON COLUMN warehouse.product_metrics.gravity IS 'How many affiliates sold it lately, as of that day; NULL where there is no such figure';
COMMENT ON COLUMN warehouse.product_metrics.popularity_rank IS 'Place in its category that day, 1 the most popular; NULL outside marketplaces';
COMMENT ON COLUMN warehouse.product_metrics.commission_rate IS 'Share of a sale that goes to the affiliate, percent';
COMMENT ON COLUMN warehouse.product_metrics.commission_amount IS 'What an affiliate earns by a sale on average, rebills included, major units';
COMMENT ON COLUMN warehouse.product_metrics.initial_sale_amount IS 'What an affiliate earns by the first payment on average, major units';
