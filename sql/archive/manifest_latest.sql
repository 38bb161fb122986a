-- purpose: what the manifest says about a month: its newest version
-- grain: one row, none when the month was never exported
-- parameters: table_name, month
SELECT id, version, state, rows, sums, content_hash, schema_version, objects, bytes, released_at
FROM ops.archive_manifest
WHERE table_name = %(table_name)s AND month = %(month)s
ORDER BY version DESC
LIMIT 1
