-- purpose: sessions of the pipeline that began before a moment, so that their processes may not know of a key that came then
-- grain: one row a session
-- parameters: since
SELECT pid, backend_start FROM pg_stat_activity
WHERE usename = current_user AND pid <> pg_backend_pid() AND backend_start < %(since)s
ORDER BY backend_start
