-- purpose: a fingerprint of which versions of which rows a table has; unchanged while nobody writes into it
-- grain: one row
SELECT count(*) AS rows, coalesce(sum(hash_record_extended(ROW(ctid, xmin), 0)), 0) AS versions FROM {relation}
