-- purpose: generations and their costs that the mart does not have as the application does; users who wait are left out
-- grain: user, service, type
SELECT user_id::text AS "user", service, type, made.generations, found.generations::bigint AS generations_in_mart,
       made.cost_credits::text AS cost_credits, found.cost_credits::text AS cost_credits_in_mart
FROM (
    SELECT user_id, service, type, count(*) AS generations, sum(cost_credits) AS cost_credits
    FROM app.ai_generations
    GROUP BY user_id, service, type
) AS made
FULL JOIN (
    SELECT user_id, service, type, sum(generations) AS generations, sum(cost_credits) AS cost_credits
    FROM marts.ai_costs_daily
    GROUP BY user_id, service, type
) AS found USING (user_id, service, type)
WHERE (made.generations, made.cost_credits) IS DISTINCT FROM (found.generations, found.cost_credits)
  AND NOT EXISTS (SELECT FROM ops.touched_records AS waiting
                  WHERE waiting.subject = 'user_day' AND waiting.subject_id = user_id)
ORDER BY "user", service, type
LIMIT 50
