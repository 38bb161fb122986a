-- purpose: teams of the mart that the application does not know
-- grain: team
SELECT team_id::text AS team, count(*) AS rows
FROM marts.revenue_daily AS mart
WHERE NOT EXISTS (SELECT FROM app.teams AS team WHERE team.id = mart.team_id)
GROUP BY team_id
ORDER BY team
LIMIT 50
