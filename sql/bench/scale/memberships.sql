-- purpose: three people a team
-- grain: team, user
-- parameters: teams
WITH members AS (
    INSERT INTO app.team_members (team_id, user_id, role)
    SELECT pg_temp.id('team', 1 + mod(n - 1, %(teams)s)), pg_temp.id('user', n), CASE WHEN n <= %(teams)s THEN 'owner' ELSE 'member' END
    FROM generate_series(1, 3 * %(teams)s) AS n
    RETURNING team_id, user_id
)
UPDATE app.users SET team_id = members.team_id FROM members WHERE users.id = members.user_id
