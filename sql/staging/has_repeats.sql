-- purpose: may any key of a staging table be there more than once; yes without one is possible, no with one is not
-- grain: one row
-- plan: sorts numbers, whatever the planner believes about the number of keys
SELECT count(DISTINCT hash_record_extended(ROW({key}), 0)) < count(*) AS has_repeats FROM {stage}
