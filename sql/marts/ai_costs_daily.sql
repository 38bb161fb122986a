-- mart: marts.ai_costs_daily
-- grain: (user_id, date, service, type)
-- sources: app.ai_generations
-- formulas: plain sums; what is unknown is counted and not summed
-- currency: the services' credits
-- plan: generations of a user by created_at, a day more on both sides for the zone
WITH span AS (
    SELECT touched.user_id, coalesce(team.settings ->> 'timezone', 'UTC') AS zone,
           timezone('UTC', min(touched.date)::timestamp - interval '1 day') AS since,
           timezone('UTC', max(touched.date)::timestamp + interval '2 days') AS until
    FROM generation_days AS touched
    JOIN app.users AS person ON person.id = touched.user_id
    LEFT JOIN app.teams AS team ON team.id = person.team_id
    GROUP BY touched.user_id, team.settings
)
SELECT touched.user_id, touched.date, made.service, made.type, count(*) AS generations,
       count(made.cost_credits) AS generations_with_cost, count(*) - count(made.cost_credits) AS generations_without_cost,
       sum(made.cost_credits) AS cost_credits, count(made.processing_time) AS generations_with_time,
       sum(made.processing_time)::numeric AS processing_time
FROM span
JOIN app.ai_generations AS made
  ON made.user_id = span.user_id AND made.created_at >= span.since AND made.created_at < span.until
JOIN generation_days AS touched
  ON touched.user_id = span.user_id AND touched.date = timezone(span.zone, made.created_at)::date
GROUP BY touched.user_id, touched.date, made.service, made.type
