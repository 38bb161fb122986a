-- mart: marts.subscription_mrr_daily
-- grain: (team_id, date, currency), from the first subscription in the currency on
-- sources: app.subscription_changes, app.subscriptions, app.subscription_plans
-- formulas: what a customer pays a month in a currency at a day's end, beside what it was at the end of the day before; a
--   week's price * 52 / 12, a quarter's / 3, a year's / 12, rounded to 6 decimals. Closing is the running sum of movements
-- currency: native, that of the plan
-- plan: all changes of the teams in scope, summed to days before they meet the calendar
WITH standing AS (
    SELECT DISTINCT ON (subscription.id, change.day) subscription.team_id, subscription.id AS subscription_id,
           coalesce(subscription.user_id, subscription.id) AS customer, change.day, plan.currency,
           coalesce(round(plan.price * CASE plan.interval WHEN 'week' THEN 52 ELSE 1 END
                          / CASE plan.interval WHEN 'week' THEN 12 WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 ELSE 1 END,
                          6), 0) AS mrr
    FROM (SELECT DISTINCT team_id FROM subscription_days) AS touched
    JOIN app.teams AS team ON team.id = touched.team_id
    JOIN app.subscriptions AS subscription ON subscription.team_id = touched.team_id
    JOIN app.subscription_changes ON subscription_changes.subscription_id = subscription.id
    LEFT JOIN app.subscription_plans AS plan ON plan.id = subscription_changes.plan_id
    CROSS JOIN LATERAL (
        SELECT timezone(coalesce(team.settings ->> 'timezone', 'UTC'), subscription_changes.changed_at)::date) AS change (day)
    ORDER BY subscription.id, change.day, subscription_changes.changed_at DESC
), step AS (
    SELECT standing.*, lag(currency) OVER subscription AS old_currency, lag(mrr) OVER subscription AS old_mrr
    FROM standing
    WINDOW subscription AS (PARTITION BY subscription_id ORDER BY day)
), customer_day AS (
    SELECT step.team_id, step.customer, side.currency, step.day, sum(side.mrr) AS difference, sum(side.one) AS subscriptions
    FROM step
    CROSS JOIN LATERAL (VALUES (currency, mrr, 1), (old_currency, -old_mrr, -1)) AS side (currency, mrr, one)
    WHERE side.mrr <> 0
    GROUP BY step.team_id, step.customer, side.currency, step.day
), running AS (
    SELECT customer_day.*, sum(difference) OVER customer AS after, sum(difference) OVER customer - difference AS before
    FROM customer_day
    WINDOW customer AS (PARTITION BY team_id, customer, currency ORDER BY day)
), movement AS (
    SELECT running.*, coalesce(max(after) OVER earlier, 0) > 0 AS paid_before
    FROM running
    WINDOW earlier AS (PARTITION BY team_id, customer, currency ORDER BY day
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), moved AS (
    SELECT team_id, currency, day, sum(difference) AS difference, sum(subscriptions) AS subscriptions,
           count(*) FILTER (WHERE before = 0 AND after > 0) - count(*) FILTER (WHERE before > 0 AND after = 0) AS customers,
           sum(difference) FILTER (WHERE before = 0 AND NOT paid_before) AS new_mrr,
           sum(difference) FILTER (WHERE before = 0 AND paid_before) AS reactivation_mrr,
           sum(difference) FILTER (WHERE before > 0 AND after > before) AS expansion_mrr,
           sum(-difference) FILTER (WHERE after > 0 AND after < before) AS contraction_mrr,
           sum(-difference) FILTER (WHERE before > 0 AND after = 0) AS churned_mrr
    FROM movement
    GROUP BY team_id, currency, day
), calendar AS (
    SELECT begun.team_id, begun.currency, day::date AS day
    FROM (SELECT team_id, currency, min(day) AS first_day FROM moved GROUP BY team_id, currency) AS begun
    JOIN (SELECT team_id, max(date) AS last_day FROM subscription_days WHERE is_due GROUP BY team_id) AS due USING (team_id)
    CROSS JOIN LATERAL generate_series(begun.first_day, due.last_day, interval '1 day') AS day
), standings AS (
    SELECT team_id, currency, day, coalesce(difference, 0) AS difference, coalesce(new_mrr, 0) AS new_mrr,
           coalesce(expansion_mrr, 0) AS expansion_mrr, coalesce(contraction_mrr, 0) AS contraction_mrr,
           coalesce(churned_mrr, 0) AS churned_mrr, coalesce(reactivation_mrr, 0) AS reactivation_mrr,
           sum(coalesce(difference, 0)) OVER past AS closing_mrr,
           sum(coalesce(subscriptions, 0)) OVER past AS active_subscriptions,
           sum(coalesce(customers, 0)) OVER past AS active_customers
    FROM calendar LEFT JOIN moved USING (team_id, currency, day)
    WINDOW past AS (PARTITION BY team_id, currency ORDER BY day)
)
SELECT team_id, day AS date, currency, closing_mrr - difference AS opening_mrr, new_mrr, expansion_mrr, contraction_mrr,
       churned_mrr, reactivation_mrr, closing_mrr, active_subscriptions::bigint AS active_subscriptions,
       active_customers::bigint AS active_customers
FROM standings
JOIN (SELECT team_id, date AS day FROM subscription_days WHERE is_due) AS due USING (team_id, day)
