-- purpose: the category of a product on each day, which its rank and the trends of the market are about.
-- idempotence: may be run again; the days that are there are filled by existing_rows.sql.
ALTER TABLE warehouse.product_metrics ADD COLUMN IF NOT EXISTS category text;
COMMENT ON COLUMN warehouse.product_metrics.category IS 'The platform''s own id or name of its category that day';
