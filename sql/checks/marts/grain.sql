-- purpose: keys of a mart that more than one row has
-- grain: the mart's key
SELECT {key}, count(*) AS rows FROM {mart} GROUP BY {key} HAVING count(*) > 1 ORDER BY {key}
