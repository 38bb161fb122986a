-- purpose: backups that may go: neither the newest of their database nor the newest that a drill restored
-- grain: one row a backup, the oldest first
-- parameters: database, now
SELECT object_key
FROM ops.backups AS old
WHERE database_name = %(database)s AND expires_at <= %(now)s
  AND EXISTS (SELECT FROM ops.backups AS newer
              WHERE newer.database_name = old.database_name AND newer.taken_at > old.taken_at)
  AND (restored_ok_at IS NULL
       OR EXISTS (SELECT FROM ops.backups AS newer
                  WHERE newer.database_name = old.database_name AND newer.taken_at > old.taken_at
                    AND newer.restored_ok_at IS NOT NULL))
ORDER BY taken_at
