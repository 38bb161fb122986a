-- purpose: rows of users and teams that do not exist
-- grain: owner
SELECT scope, owner_id, count(*) AS rows
FROM marts.analytics
WHERE NOT EXISTS (SELECT FROM app.users WHERE id = user_id) AND NOT EXISTS (SELECT FROM app.teams WHERE id = team_id)
GROUP BY scope, owner_id
ORDER BY scope, owner_id
