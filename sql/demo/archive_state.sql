-- purpose: the state of a month's latest archive version
-- grain: one row, none when it was never archived
SELECT state FROM ops.archive_manifest
WHERE table_name = %(table_name)s AND month = %(month)s
ORDER BY version DESC LIMIT 1
