-- purpose: is any key of a staging table there more than once
-- grain: one row
SELECT EXISTS (SELECT FROM {stage} GROUP BY {key} HAVING count(*) > 1) AS has_repeats
