-- purpose: monthly recurring revenue of the own shops at the end of the last three months with any
-- grain: team, currency, month
SELECT DISTINCT ON (team.name, mrr.currency, to_char(mrr.date, 'YYYY-MM'))
       team.name AS team, to_char(mrr.date, 'YYYY-MM') AS month, mrr.active_subscriptions AS subscriptions,
       round(mrr.closing_mrr, 2) AS mrr, mrr.currency AS "in"
FROM marts.subscription_mrr_daily AS mrr JOIN app.teams AS team ON team.id = mrr.team_id
WHERE mrr.date >= (SELECT date_trunc('month', max(date)::timestamp) - interval '2 months' FROM marts.subscription_mrr_daily)
ORDER BY team.name, mrr.currency, to_char(mrr.date, 'YYYY-MM'), mrr.date DESC
