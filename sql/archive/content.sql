-- purpose: count, sums and content hash of a table's columns, independent of row order
-- grain: one row
-- the hash is a sum of 60 bits of each row's MD5: of the rows' text, so that another PostgreSQL version computes the same
SELECT count(*) AS rows, jsonb_build_object({sums}) AS sums,
       coalesce(sum(('x' || left(md5(ROW({columns})::text), 15))::bit(60)::bigint), 0) AS content_hash
FROM {relation}
