-- purpose: the first key whose row is on one side only, or has other values
-- grain: one row, none when both are equal
SELECT {key}
FROM {left} AS here
FULL JOIN {right} AS there USING ({key})
WHERE ROW({here}) IS DISTINCT FROM ROW({there})
ORDER BY {key}
LIMIT 1
