-- purpose: what teams really took, in their reporting currency
-- grain: team, source, month; the last two months
SELECT team.name AS team, money.source, to_char(money.date, 'YYYY-MM') AS month,
       round(sum(money.reporting_gross_revenue), 2) AS gross, round(sum(money.reporting_refunds), 2) AS refunds,
       round(sum(money.reporting_chargebacks), 2) AS chargebacks, round(sum(money.reporting_revenue), 2) AS revenue,
       money.reporting_currency AS "in"
FROM marts.revenue_daily AS money JOIN app.teams AS team ON team.id = money.team_id
WHERE money.date >= (SELECT date_trunc('month', max(date)::timestamp) - interval '1 month' FROM marts.revenue_daily)
GROUP BY team.name, money.source, month, money.reporting_currency
ORDER BY team.name, money.source, month
