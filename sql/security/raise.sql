-- purpose: write an alert, or how far one that is known has come; `resolved` is the application's and stays
-- grain: one row when something was written
-- parameters: type, subject, started_at, ended_at, severity, description
-- idempotence: by type, subject and beginning; a burst that turns out to have begun earlier keeps its alert
INSERT INTO app.security_alerts AS known (type, severity, subject, started_at, description)
SELECT %(type)s, %(severity)s, %(subject)s, coalesce(min(started_at), %(started_at)s), %(description)s
FROM app.security_alerts
WHERE type = %(type)s AND subject = %(subject)s AND started_at BETWEEN %(started_at)s AND %(ended_at)s
ON CONFLICT (type, subject, started_at) DO UPDATE SET severity = excluded.severity, description = excluded.description
WHERE (known.severity, known.description) IS DISTINCT FROM (excluded.severity, excluded.description)
RETURNING xmax = 0 AS is_new
