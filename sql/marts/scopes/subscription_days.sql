-- purpose: days whose recurring revenue is computed: all of teams whose subscriptions changed, and new ones of all others
-- grain: team, day; is_due is false for days that have a row and no longer come before the team's last day
-- parameters: today
-- rule: a team's last day is today, or the next day where its zone is ahead and something changed then
CREATE TEMP TABLE subscription_days ON COMMIT DROP AS
WITH touched AS (
    SELECT DISTINCT subject_id AS team_id FROM claimed_records WHERE subject = 'team_subscriptions'
), changed AS (
    SELECT touched.team_id, min(change.day) AS first_day,
           least(greatest(max(change.day), %(today)s::date), %(today)s::date + 1) AS last_day
    FROM touched
    JOIN app.teams AS team ON team.id = touched.team_id
    JOIN app.subscriptions AS subscription ON subscription.team_id = touched.team_id
    JOIN app.subscription_changes ON subscription_changes.subscription_id = subscription.id
    CROSS JOIN LATERAL (
        SELECT timezone(coalesce(team.settings ->> 'timezone', 'UTC'), subscription_changes.changed_at)::date) AS change (day)
    GROUP BY touched.team_id
), stored AS (
    SELECT team.id AS team_id, (SELECT max(date) FROM marts.subscription_mrr_daily AS mart WHERE mart.team_id = team.id) AS last_day
    FROM app.teams AS team
)
SELECT team_id, day::date AS date, true AS is_due
FROM changed CROSS JOIN LATERAL generate_series(first_day, last_day, interval '1 day') AS day
UNION
SELECT team_id, day::date, true
FROM stored CROSS JOIN LATERAL generate_series(last_day + 1, %(today)s::date, interval '1 day') AS day
WHERE team_id NOT IN (SELECT team_id FROM touched)
UNION
SELECT mart.team_id, mart.date, false
FROM touched
JOIN marts.subscription_mrr_daily AS mart USING (team_id)
LEFT JOIN changed USING (team_id)
WHERE (mart.date BETWEEN changed.first_day AND changed.last_day) IS NOT TRUE
