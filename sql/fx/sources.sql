-- purpose: where rates come from
-- grain: one row a source
-- parameters: none
SELECT source FROM warehouse.fx_rates GROUP BY source ORDER BY source
