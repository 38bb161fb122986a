-- purpose: every object that belongs to an export, in whatever state it is
-- grain: one row an object
SELECT DISTINCT object ->> 'key' AS key
FROM ops.archive_manifest CROSS JOIN LATERAL jsonb_array_elements(objects) AS object
