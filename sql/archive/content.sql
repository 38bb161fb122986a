-- purpose: count, sums and content hash of a table's columns, independent of row order
-- grain: one row
SELECT count(*) AS rows, jsonb_build_object({sums}) AS sums,
       coalesce(sum(hash_record_extended(ROW({columns}), 0)), 0) AS content_hash
FROM {relation}
