-- purpose: how many rows a table has
-- grain: one row
SELECT count(*) AS rows FROM {relation}
