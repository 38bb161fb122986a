-- purpose: whether a table or view has no row
-- grain: one row
SELECT NOT EXISTS (SELECT FROM {relation}) AS is_empty
