-- purpose: days that do not follow the day before, or do not open with what it closed with
-- grain: team, day, currency
SELECT team_id::text AS team, date::text AS day, currency, day_before::text AS day_before, opening_mrr::text AS opens_with,
       closed_before::text AS closed_before
FROM (
    SELECT team_id, date, currency, opening_mrr, lag(date) OVER days AS day_before,
           coalesce(lag(closing_mrr) OVER days, 0) AS closed_before
    FROM marts.subscription_mrr_daily
    WINDOW days AS (PARTITION BY team_id, currency ORDER BY date)
) AS mart
WHERE day_before <> date - 1 OR opening_mrr <> closed_before
ORDER BY day DESC, team, currency
LIMIT 50
