-- purpose: let a team's zone be any word again.
ALTER TABLE app.teams DROP CONSTRAINT teams_timezone_is_known;
