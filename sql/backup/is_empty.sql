-- purpose: whether nobody has made anything in this database, what extensions bring left aside
-- grain: one row
WITH own AS (
    SELECT oid FROM pg_namespace WHERE nspname <> 'information_schema' AND NOT starts_with(nspname, 'pg_')
), made AS (
    SELECT 'pg_class'::regclass AS catalogue, oid FROM pg_class WHERE relnamespace IN (SELECT oid FROM own)
    UNION ALL
    SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE pronamespace IN (SELECT oid FROM own)
    UNION ALL
    SELECT 'pg_namespace'::regclass, oid FROM pg_namespace WHERE oid IN (SELECT oid FROM own) AND nspname <> 'public'
)
SELECT NOT EXISTS (
    SELECT FROM made
    WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = catalogue AND objid = made.oid AND deptype = 'e')
) AS is_empty
