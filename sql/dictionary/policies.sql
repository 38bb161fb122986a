-- purpose: policies that decide which rows of a table a role reaches
-- grain: one row a policy
-- parameters: schemas (names)
SELECT class.relnamespace::regnamespace || '.' || class.relname AS relation, policy.polname AS name
FROM pg_policy AS policy
JOIN pg_class AS class ON class.oid = policy.polrelid
WHERE NOT class.relispartition AND class.relnamespace::regnamespace::text = ANY (%(schemas)s)
ORDER BY relation, name
