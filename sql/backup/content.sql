-- purpose: what a table holds, in figures that do not depend on row order
-- grain: one row
SELECT count(*) AS rows, jsonb_build_object({sums}) AS sums FROM ONLY {relation}
