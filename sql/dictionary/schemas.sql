-- purpose: schemas and what they are for, as the catalogue describes them
-- grain: one row a schema, in the order asked for
-- parameters: schemas (names)
SELECT asked.name, coalesce(obj_description(to_regnamespace(asked.name), 'pg_namespace'), '') AS meaning
FROM unnest(%(schemas)s::text[]) WITH ORDINALITY AS asked (name, place)
ORDER BY asked.place
