-- purpose: a finished export; versions of the month that never served end here
-- parameters: table_name, month, version, rows, sums, content_hash, schema_version, objects, bytes
WITH superseded AS (
    UPDATE ops.archive_manifest SET state = 'superseded', updated_at = now()
    WHERE table_name = %(table_name)s AND month = %(month)s AND state IN ('exported', 'verified')
)
INSERT INTO ops.archive_manifest
    (table_name, month, version, state, rows, sums, content_hash, schema_version, objects, bytes)
VALUES (%(table_name)s, %(month)s, %(version)s, 'exported', %(rows)s, %(sums)s, %(content_hash)s, %(schema_version)s,
        %(objects)s, %(bytes)s)
