-- purpose: bursts of errors that began in a span: whole windows of some minutes, one after the other, in each of which an
--   endpoint had that many requests and answered that share of them with 5xx
-- grain: endpoint, burst; windows begin at multiples of their length, so that every look sees the same ones
-- parameters: since, until (the window that holds it is not over), minutes, requests, threshold (percent)
-- plan: requests by timestamp, from one window before since, so that a burst that began earlier is known as such
WITH counted AS (
    SELECT endpoint, date_bin(make_interval(mins => %(minutes)s), timestamp, timestamptz 'epoch') AS starts_at,
           count(*) AS requests, count(*) FILTER (WHERE status_code >= 500) AS errors
    FROM app.api_logs
    WHERE timestamp < date_bin(make_interval(mins => %(minutes)s), %(until)s, timestamptz 'epoch')
      AND timestamp >= date_bin(make_interval(mins => %(minutes)s), %(since)s, timestamptz 'epoch')
                     - make_interval(mins => %(minutes)s)
    GROUP BY endpoint, starts_at
), bad AS (
    SELECT counted.*, errors * 100.0 / requests AS share,
           lag(starts_at) OVER (PARTITION BY endpoint ORDER BY starts_at) AS bad_before
    FROM counted WHERE requests >= %(requests)s AND errors * 100 >= %(threshold)s * requests
), numbered AS (
    SELECT bad.*, count(*) FILTER (WHERE bad_before IS NULL
                                      OR starts_at > bad_before + make_interval(mins => %(minutes)s))
                      OVER (PARTITION BY endpoint ORDER BY starts_at) AS burst
    FROM bad
)
SELECT endpoint AS subject, min(starts_at) AS started_at, max(starts_at) + make_interval(mins => %(minutes)s) AS ended_at,
       endpoint AS shown, sum(errors)::bigint AS errors, sum(requests)::bigint AS requests, max(share) AS level
FROM numbered
GROUP BY endpoint, burst
HAVING min(starts_at) >= %(since)s
ORDER BY started_at, subject
