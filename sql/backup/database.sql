-- purpose: does the server have a database, and what is it for
-- grain: one row, none when there is no such database
-- parameters: database
SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = %(database)s
