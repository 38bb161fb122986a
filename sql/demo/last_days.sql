-- purpose: a taste of channel_performance
-- grain: user, day, channel; two people, the last two finished days
SELECT split_part(person.email, '@', 1) AS "user", performance.date, channel.name AS channel, round(total_spend, 2) AS spend,
       reporting_currency AS in, total_clicks AS clicks, total_conversions::bigint AS conversions,
       round(total_revenue, 2) AS revenue, avg_cpc, avg_ctr, avg_roas,
       accounts_loaded || '/' || accounts_expected AS accounts, is_complete AS complete
FROM marts.channel_performance AS performance
JOIN app.users AS person ON person.id = performance.user_id
JOIN warehouse.channels AS channel ON channel.id = performance.channel_id
WHERE person.email IN ('ann@example.com', 'bob@example.com')
  AND performance.date IN (SELECT DISTINCT date FROM marts.channel_performance ORDER BY date DESC OFFSET 1 LIMIT 2)
ORDER BY person.email, performance.date, channel.name
