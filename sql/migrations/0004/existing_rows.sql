-- purpose: check the rows that are there against the new constraints, find products by words and figures, and let go of
--   indexes that others stand in for.
-- idempotence: may be run again; an index that was left unfinished is built anew.
ALTER TABLE warehouse.products VALIDATE CONSTRAINT products_refund_rate_is_a_percentage;
ALTER TABLE app.teams VALIDATE CONSTRAINT teams_timezone_is_known;
DROP INDEX CONCURRENTLY IF EXISTS warehouse.products_search_idx;
CREATE INDEX CONCURRENTLY products_search_idx ON warehouse.products
    USING gin (to_tsvector('english', title || ' ' || coalesce(description, '')));
DROP INDEX CONCURRENTLY IF EXISTS warehouse.products_category_gravity_idx;
CREATE INDEX CONCURRENTLY products_category_gravity_idx ON warehouse.products (category, gravity DESC);
DROP INDEX CONCURRENTLY IF EXISTS warehouse.products_gravity_idx;
CREATE INDEX CONCURRENTLY products_gravity_idx ON warehouse.products (gravity DESC) WHERE gravity IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS warehouse.products_commission_idx;
CREATE INDEX CONCURRENTLY products_commission_idx ON warehouse.products (commission_amount DESC)
    WHERE commission_amount IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS app.marketing_accounts_user_id_idx;
DROP INDEX CONCURRENTLY IF EXISTS marts.channel_performance_user_date_idx;
