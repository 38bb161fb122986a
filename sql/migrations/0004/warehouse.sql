-- purpose: what document 002 keeps of a marketplace's product beyond its figures, and how it is looked for.
ALTER TABLE warehouse.products
    ADD COLUMN vendor text,
    ADD COLUMN description text,
    ADD COLUMN refund_rate numeric(20,6)
        CONSTRAINT products_refund_rate_is_a_percentage CHECK (refund_rate BETWEEN 0 AND 100),
    ADD COLUMN data_snapshot jsonb;
CREATE INDEX products_search_idx ON warehouse.products
    USING gin (to_tsvector('english', title || ' ' || coalesce(description, '')));
CREATE INDEX products_category_idx ON warehouse.products (category);
CREATE INDEX products_gravity_idx ON warehouse.products (gravity DESC);
CREATE INDEX products_commission_idx ON warehouse.products (commission_amount DESC);
