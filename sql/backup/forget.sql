-- purpose: a backup that is no longer in the object store
-- parameters: key
DELETE FROM ops.backups WHERE object_key = %(key)s
