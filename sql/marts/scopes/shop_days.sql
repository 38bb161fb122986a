-- purpose: touched days of teams' own shops with the zone that they are days of, and the moments they begin and end
-- grain: team, day
-- rule: a moment belongs to the day that timezone(zone, moment)::date says; where clocks are set back at midnight that
--   begins up to three hours before starts_at
CREATE TEMP TABLE shop_days ON COMMIT DROP AS
SELECT day.team_id, day.date, zone.name AS zone, timezone(zone.name, day.date::timestamp) AS starts_at,
       timezone(zone.name, (day.date + 1)::timestamp) AS ends_at
FROM team_days AS day
JOIN app.teams AS team ON team.id = day.team_id
CROSS JOIN LATERAL (SELECT coalesce(team.settings ->> 'timezone', 'UTC')) AS zone (name)
