-- purpose: the teams in use that a name or id means
-- grain: one row a team
-- parameters: team (name or id)
SELECT id FROM app.teams WHERE is_active AND (name = %(team)s OR id::text = lower(%(team)s)) ORDER BY id
