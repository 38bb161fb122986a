-- purpose: a platform's published figures over a window, to be shown day by day
-- grain: day (account zone), currency
-- parameters: platform, window_start, window_end (excluded)
SELECT fact.date, fact.currency, count(*) AS rows, sum(fact.cost) AS cost, sum(fact.revenue) AS revenue
FROM {table} AS fact
JOIN warehouse.ad_accounts AS account ON account.id = fact.ad_account_id
WHERE account.platform = %(platform)s AND fact.date >= %(window_start)s AND fact.date < %(window_end)s
GROUP BY fact.date, fact.currency
ORDER BY fact.date, fact.currency
