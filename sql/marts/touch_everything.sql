-- purpose: have every mart recomputed from all that is here
-- grain: nothing is returned
-- idempotence: what is touched twice is computed once
WITH accounts AS (
    INSERT INTO ops.touched_days (ad_account_id, date, reason)
    SELECT ad_account_id, date, 'rebuild'
    FROM (SELECT ad_account_id, date FROM ops.loaded_days
          UNION SELECT ad_account_id, date FROM warehouse.product_metrics
          UNION SELECT ad_account_id, order_date FROM warehouse.orders
          UNION SELECT ad_account_id, event_date FROM warehouse.analytics_events) AS known
), teams AS (
    INSERT INTO ops.touched_records (subject, subject_id, date)
    SELECT DISTINCT 'team_day', moment.team_id, timezone(coalesce(team.settings ->> 'timezone', 'UTC'), moment.at)::date
    FROM (SELECT team_id, completed_at AS at FROM app.payments WHERE completed_at IS NOT NULL
          UNION SELECT team_id, refunded_at FROM app.payments WHERE refunded_at IS NOT NULL
          UNION SELECT team_id, charged_back_at FROM app.payments WHERE charged_back_at IS NOT NULL
          UNION SELECT team_id, created_at FROM app.orders
          UNION SELECT team_id, timestamp FROM app.user_behavior
          UNION SELECT team_id, timestamp FROM app.page_views
          UNION SELECT team_id, timestamp FROM app.conversions) AS moment
    JOIN app.teams AS team ON team.id = moment.team_id
    UNION
    SELECT 'team_day', team_id, date
    FROM (SELECT team_id, date FROM marts.revenue_daily
          UNION SELECT team_id, date FROM marts.product_metrics_daily
          UNION SELECT team_id, date FROM marts.conversion_funnel_daily) AS computed
), people AS (
    INSERT INTO ops.touched_records (subject, subject_id, date)
    SELECT DISTINCT 'user_day', made.user_id, timezone(coalesce(team.settings ->> 'timezone', 'UTC'), made.created_at)::date
    FROM app.ai_generations AS made
    JOIN app.users AS person ON person.id = made.user_id
    LEFT JOIN app.teams AS team ON team.id = person.team_id
    UNION
    SELECT 'user_day', user_id, date FROM marts.ai_costs_daily
)
INSERT INTO ops.touched_records (subject, subject_id)
SELECT 'ab_test', id FROM (SELECT id FROM app.ab_tests UNION SELECT test_id FROM marts.ab_test_summary) AS test
UNION ALL
SELECT 'team_subscriptions', team_id
FROM (SELECT team_id FROM app.subscriptions UNION SELECT team_id FROM marts.subscription_mrr_daily) AS seller
