-- purpose: which PostgreSQL this is, and how much the database takes on disk
-- grain: one row
SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes
