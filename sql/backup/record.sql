-- purpose: a backup that is whole in the object store
-- parameters: database, key, bytes, sha256, taken_at, days (it is kept for)
-- idempotence: by its key
INSERT INTO ops.backups (database_name, object_key, bytes, sha256, taken_at, expires_at)
VALUES (%(database)s, %(key)s, %(bytes)s, %(sha256)s, %(taken_at)s, %(taken_at)s + make_interval(days => %(days)s))
ON CONFLICT (object_key) DO NOTHING
