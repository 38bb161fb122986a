-- purpose: have every mart recomputed from all that is here
-- grain: nothing is returned
-- idempotence: what is touched twice is computed once
WITH accounts AS (
    INSERT INTO ops.touched_days (ad_account_id, date, reason)
    SELECT DISTINCT ad_account_id, date, 'rebuild' FROM ops.loaded_days
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
), people AS (
    INSERT INTO ops.touched_records (subject, subject_id, date)
    SELECT DISTINCT 'user_day', made.user_id, timezone(coalesce(team.settings ->> 'timezone', 'UTC'), made.created_at)::date
    FROM app.ai_generations AS made
    JOIN app.users AS person ON person.id = made.user_id
    LEFT JOIN app.teams AS team ON team.id = person.team_id
)
INSERT INTO ops.touched_records (subject, subject_id)
SELECT 'ab_test', id FROM app.ab_tests
UNION ALL
SELECT DISTINCT 'team_subscriptions', team_id FROM app.subscriptions
