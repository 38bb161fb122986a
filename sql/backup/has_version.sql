-- purpose: whether this database is a warehouse, which says what its migration is
-- grain: one row
SELECT to_regclass('ops.schema_version') IS NOT NULL AS is_warehouse
