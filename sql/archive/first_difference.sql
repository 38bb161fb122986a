-- purpose: the first key whose row is on one side only, or has other values, told by their text
-- grain: one row, none when both are equal; rows that are there twice on one side only differ too
WITH here AS (SELECT {key}, ROW({columns})::text AS content FROM {left}),
     there AS (SELECT {key}, ROW({columns})::text AS content FROM {right})
SELECT {key}
FROM ((TABLE here EXCEPT ALL TABLE there) UNION ALL (TABLE there EXCEPT ALL TABLE here)) AS different
ORDER BY {key}
LIMIT 1
