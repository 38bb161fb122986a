-- purpose: a drill restored the backup and found it equal
-- parameters: key, now
UPDATE ops.backups SET restored_ok_at = %(now)s WHERE object_key = %(key)s
