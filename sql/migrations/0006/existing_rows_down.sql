-- purpose: let go of the index of offers' words
-- idempotence: may be run again
DROP INDEX CONCURRENTLY IF EXISTS warehouse.products_offers_search_idx
