-- purpose: teams whose last day does not close with the prices of the plans that are paid then; teams that wait are left out
-- grain: team, currency
WITH last AS (
    SELECT DISTINCT ON (mart.team_id, mart.currency) mart.team_id, mart.currency, mart.date, mart.closing_mrr,
           timezone(coalesce(team.settings ->> 'timezone', 'UTC'), (mart.date + 1)::timestamp) AS ends_at
    FROM marts.subscription_mrr_daily AS mart JOIN app.teams AS team ON team.id = mart.team_id
    WHERE NOT EXISTS (SELECT FROM ops.touched_records AS waiting
                      WHERE waiting.subject = 'team_subscriptions' AND waiting.subject_id = mart.team_id)
    ORDER BY mart.team_id, mart.currency, mart.date DESC
), paid AS (
    SELECT last.team_id, last.currency, sum(round(CASE plan.interval
               WHEN 'week' THEN plan.price * 52 / 12 WHEN 'month' THEN plan.price
               WHEN 'quarter' THEN plan.price / 3 WHEN 'year' THEN plan.price / 12 END, 6)) AS mrr
    FROM last
    JOIN app.subscriptions AS subscription ON subscription.team_id = last.team_id
    CROSS JOIN LATERAL (
        SELECT change.plan_id FROM app.subscription_changes AS change
        WHERE change.subscription_id = subscription.id AND change.changed_at < last.ends_at
        ORDER BY change.changed_at DESC LIMIT 1) AS latest
    JOIN app.subscription_plans AS plan ON plan.id = latest.plan_id AND plan.currency = last.currency
    GROUP BY last.team_id, last.currency
)
SELECT last.team_id::text AS team, last.currency, last.date::text AS day, last.closing_mrr::text AS closing_mrr,
       coalesce(paid.mrr, 0)::text AS plans
FROM last LEFT JOIN paid USING (team_id, currency)
WHERE last.closing_mrr <> coalesce(paid.mrr, 0)
ORDER BY team, last.currency
LIMIT 50
