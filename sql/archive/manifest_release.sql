-- purpose: let the archive take a restored month again; its objects are read back before they serve
-- parameters: id
UPDATE ops.archive_manifest SET state = 'exported', released_at = now(), updated_at = now() WHERE id = %(id)s
