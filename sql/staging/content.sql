-- purpose: count and content hash of a staging table, independent of row order
-- grain: one row
SELECT count(*) AS rows, coalesce(sum(hash_record_extended(staged, 0)), 0) AS hash FROM {stage} AS staged
