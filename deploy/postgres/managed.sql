-- purpose: the two databases and every role on a managed PostgreSQL (15 or newer), where nobody is a superuser
-- who: the service's master user (CREATEDB, CREATEROLE), with psql 14 or newer, connected to any database
-- parameters: OWNER_PASSWORD and DAGSTER_PASSWORD in the environment
-- idempotence: what exists stays, everything else is said anew; run it again to change a password or a limit
-- next: `adwarehouse migrate` and `adwarehouse roles apply`, as the owner; the latter sets the loader's password
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv dagster_password DAGSTER_PASSWORD

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['adwarehouse_owner', 'adwarehouse_loader', 'adwarehouse_app', 'adwarehouse_manager',
                  'adwarehouse_analyst', 'dagster']) AS name
WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec

-- The owner migrates, archives, looks after the other roles, and makes databases that backups are restored into; nothing
-- that runs all day signs in as the owner.
ALTER ROLE adwarehouse_owner LOGIN CREATEROLE CREATEDB PASSWORD :'owner_password';
GRANT adwarehouse_loader, adwarehouse_app, adwarehouse_manager, adwarehouse_analyst
    TO adwarehouse_owner WITH ADMIN OPTION;
ALTER ROLE dagster LOGIN PASSWORD :'dagster_password';

-- To make a database for a role, and to say who may enter it, one must be that role for a moment.
GRANT adwarehouse_owner, dagster TO CURRENT_USER;
SELECT format('CREATE DATABASE %I OWNER %I', name, owner)
FROM (VALUES ('adwarehouse', 'adwarehouse_owner'), ('dagster', 'dagster')) AS wanted (name, owner)
WHERE name NOT IN (SELECT datname FROM pg_database) \gexec
REVOKE ALL ON DATABASE adwarehouse, dagster FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE adwarehouse TO adwarehouse_loader;
GRANT CONNECT ON DATABASE adwarehouse TO adwarehouse_app, adwarehouse_manager, adwarehouse_analyst;
REVOKE adwarehouse_owner, dagster FROM CURRENT_USER;

-- Four connections a run, one an idle worker: enough for ten runs at once. Dagster needs about five a process.
ALTER ROLE adwarehouse_loader CONNECTION LIMIT 50;
ALTER ROLE dagster CONNECTION LIMIT 100;
-- A machine that lost its network may not keep an account locked.
ALTER ROLE adwarehouse_loader SET idle_in_transaction_session_timeout = '15min';
