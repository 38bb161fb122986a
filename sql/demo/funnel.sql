-- purpose: how far visitors of the own shops went
-- grain: team, stage; the last 28 days
SELECT team.name AS team, funnel.stage, sum(funnel.events)::bigint AS events,
       round(sum(funnel.events) * 100.0 / nullif(first_value(sum(funnel.events)) OVER (PARTITION BY team.name ORDER BY stage_order), 0), 1)
           AS percent_of_visits
FROM marts.conversion_funnel_daily AS funnel JOIN app.teams AS team ON team.id = funnel.team_id
WHERE funnel.date > (SELECT max(date) - 28 FROM marts.conversion_funnel_daily)
GROUP BY team.name, funnel.stage, funnel.stage_order
ORDER BY team.name, funnel.stage_order
