-- purpose: take the category of a product's days back.
ALTER TABLE warehouse.product_metrics DROP COLUMN category;
