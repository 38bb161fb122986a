-- purpose: users of the mart whom the application does not know
-- grain: user
SELECT user_id::text AS "user", count(*) AS rows
FROM marts.ai_costs_daily AS mart
WHERE NOT EXISTS (SELECT FROM app.users AS person WHERE person.id = mart.user_id)
GROUP BY user_id
ORDER BY "user"
LIMIT 50
