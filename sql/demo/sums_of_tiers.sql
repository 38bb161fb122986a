-- purpose: rows and sums of a table in all its tiers, as exact text; for DuckDB
-- grain: one row
SELECT count(*)::VARCHAR AS rows{sums} FROM {table}
