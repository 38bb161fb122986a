-- purpose: which days, ISO weeks and months of people and teams are computed again, and in which currency
-- grain: scope, owner, type, date (the period's first day)
CREATE TEMP TABLE owner_periods ON COMMIT DROP AS
SELECT DISTINCT scope, owner_id, period.type, period.date, period.last_day, coalesce(owner.currency, 'USD') AS currency
FROM owner_days
CROSS JOIN LATERAL (VALUES
    ('daily', owner_days.date, owner_days.date),
    ('weekly', date_trunc('week', owner_days.date::timestamp)::date, date_trunc('week', owner_days.date::timestamp)::date + 6),
    ('monthly', date_trunc('month', owner_days.date::timestamp)::date,
     (date_trunc('month', owner_days.date::timestamp) + interval '1 month')::date - 1)) AS period (type, date, last_day)
LEFT JOIN (SELECT 'user' AS scope, person.id AS owner_id,
                  coalesce(person.settings ->> 'reporting_currency', team.settings ->> 'reporting_currency') AS currency
           FROM app.users AS person LEFT JOIN app.teams AS team ON team.id = person.team_id
           UNION ALL
           SELECT 'team', id, settings ->> 'reporting_currency' FROM app.teams) AS owner
          USING (scope, owner_id)
