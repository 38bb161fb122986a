-- purpose: the backups of a database
-- grain: one row a backup, the newest first
-- parameters: database
SELECT object_key, taken_at, restored_ok_at, expires_at
FROM ops.backups WHERE database_name = %(database)s
ORDER BY taken_at DESC
