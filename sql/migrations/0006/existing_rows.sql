-- purpose: find words among the offers of public marketplaces alone, a small part of all products
-- idempotence: may be run again; an index that was left unfinished is built anew.
DROP INDEX CONCURRENTLY IF EXISTS warehouse.products_offers_search_idx;
CREATE INDEX CONCURRENTLY products_offers_search_idx ON warehouse.products
    USING gin (to_tsvector('english', title || ' ' || coalesce(description, ''))) WHERE gravity IS NOT NULL
