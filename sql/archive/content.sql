-- purpose: count, sums and content hash of a table's columns, independent of row order
-- grain: one row
-- the hash is a sum of PostgreSQL's hashes of the rows (resources/archive/rowhash.py computes the same of Parquet); what
-- is not an integer, a boolean, a day or a timestamp is hashed by its text
SELECT count(*) AS rows, jsonb_build_object({sums}) AS sums,
       coalesce(sum(hash_record_extended(ROW({columns}), 0)), 0) AS content_hash
FROM {relation}
