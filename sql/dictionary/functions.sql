-- purpose: functions as the catalogue describes them
-- grain: one row a function
-- parameters: schemas (names)
SELECT function.pronamespace::regnamespace || '.' || function.proname AS name,
       pg_get_function_identity_arguments(function.oid) AS arguments,
       pg_get_function_result(function.oid) AS result,
       coalesce(obj_description(function.oid, 'pg_proc'), '') AS meaning
FROM pg_proc AS function
WHERE function.pronamespace::regnamespace::text = ANY (%(schemas)s)
ORDER BY name, arguments
