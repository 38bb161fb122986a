-- purpose: what document 002 keeps of a marketplace's product beyond its figures.
-- idempotence: may be run again; its rows are checked by existing_rows.sql.
ALTER TABLE warehouse.products
    ADD COLUMN IF NOT EXISTS vendor text,
    ADD COLUMN IF NOT EXISTS description text,
    ADD COLUMN IF NOT EXISTS refund_rate numeric(20,6),
    ADD COLUMN IF NOT EXISTS data_snapshot jsonb,
    DROP CONSTRAINT IF EXISTS products_refund_rate_is_a_percentage,
    ADD CONSTRAINT products_refund_rate_is_a_percentage CHECK (refund_rate BETWEEN 0 AND 100) NOT VALID;
COMMENT ON COLUMN warehouse.products.vendor IS 'Who sells it at the marketplace: a nickname in lower case, as in the metadata of analytics_events; NULL in a shop''s own catalogue';
COMMENT ON COLUMN warehouse.products.description IS 'What the vendor tells those who would promote it, markup included; searched together with title; NULL in a shop''s own catalogue';
COMMENT ON COLUMN warehouse.products.refund_rate IS 'Share of sales that are given back, percent. NULL: the marketplace''s feed does not tell it, and what accounts see of it in analytics_events is theirs alone, while this row is everybody''s';
COMMENT ON COLUMN warehouse.products.data_snapshot IS 'What the marketplace''s feed said of it last, all of it, by the feed''s own names; NULL in a shop''s own catalogue';
