-- purpose: the currency in which each recomputed user reads: their own setting, else their default team's, else USD
-- grain: user
CREATE TEMP TABLE reporting ON COMMIT DROP AS
SELECT person.id AS user_id,
       coalesce(person.settings ->> 'reporting_currency', team.settings ->> 'reporting_currency', 'USD') AS currency
FROM app.users AS person LEFT JOIN app.teams AS team ON team.id = person.team_id
WHERE person.id IN (SELECT user_id FROM user_days)
