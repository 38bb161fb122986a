-- purpose: what rows must keep to, by name
-- grain: one row a constraint
-- parameters: schemas (names)
SELECT class.relnamespace::regnamespace || '.' || class.relname AS relation, rule.conname AS name, rule.contype AS kind,
       ARRAY(SELECT attname::text
             FROM unnest(rule.conkey) WITH ORDINALITY AS part (attnum, place) JOIN pg_attribute USING (attnum)
             WHERE attrelid = rule.conrelid ORDER BY part.place) AS columns,
       target.relnamespace::regnamespace || '.' || target.relname AS target
FROM pg_constraint AS rule
JOIN pg_class AS class ON class.oid = rule.conrelid
LEFT JOIN pg_class AS target ON target.oid = rule.confrelid
WHERE NOT class.relispartition AND rule.contype IN ('c', 'f', 'u', 'p')
  AND class.relnamespace::regnamespace::text = ANY (%(schemas)s)
ORDER BY relation, name
