-- purpose: how many of the truth's events are compared, and how many are not: not loaded, or archived
-- grain: one row
SELECT count(*) FILTER (WHERE is_loaded AND NOT is_archived) AS compared,
       count(*) FILTER (WHERE NOT is_loaded) AS not_loaded,
       count(*) FILTER (WHERE is_loaded AND is_archived) AS archived
FROM comparable
