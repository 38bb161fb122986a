-- purpose: the content of a month as it was hashed before migration 0007: a sum of 60 bits of each row's MD5
-- grain: one row
SELECT count(*) AS rows, jsonb_build_object({sums}) AS sums,
       coalesce(sum(('x' || left(md5(ROW({columns})::text), 15))::bit(60)::bigint), 0) AS content_hash
FROM {relation}
