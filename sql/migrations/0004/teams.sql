-- purpose: a team's days are days of a zone that PostgreSQL knows.
-- idempotence: may be run again; its rows are checked by existing_rows.sql.
ALTER TABLE app.teams
    DROP CONSTRAINT IF EXISTS teams_timezone_is_known,
    ADD CONSTRAINT teams_timezone_is_known
        CHECK (timezone(coalesce(settings ->> 'timezone', 'UTC'), timestamptz 'epoch') IS NOT NULL) NOT VALID;
