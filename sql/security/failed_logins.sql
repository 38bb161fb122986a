-- purpose: bursts of failed logins that began in a span: windows of some minutes with that many failures of one user name,
--   joined where the next begins no later than those minutes after the last ends
-- rule: names are compared in lower case, as the database's locale has it
-- grain: user name (in any case), burst; the name itself stays here: subject is half of its SHA-256 in hexadecimal digits,
--   shown is its first letter and, of an address, the domain
-- parameters: since, until (excluded), minutes, threshold (failures)
-- plan: attempts by timestamp, from three windows before since, so that a burst that began earlier is known as such
WITH failure AS (
    SELECT lower(username) AS username, timestamp,
           lead(timestamp, %(threshold)s - 1) OVER (PARTITION BY lower(username) ORDER BY timestamp, id) AS filled_at
    FROM app.login_attempts
    WHERE NOT success AND timestamp < %(until)s
      AND timestamp >= %(since)s - 3 * make_interval(mins => %(minutes)s)
), dense AS (
    SELECT username, timestamp AS starts_at, filled_at AS ends_at,
           max(filled_at) OVER (PARTITION BY username ORDER BY timestamp, filled_at
                                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_before
    FROM failure WHERE filled_at <= timestamp + make_interval(mins => %(minutes)s)
), numbered AS (
    SELECT dense.*, count(*) FILTER (WHERE ended_before IS NULL
                                        OR starts_at > ended_before + make_interval(mins => %(minutes)s))
                        OVER (PARTITION BY username ORDER BY starts_at, ends_at) AS burst
    FROM dense
), burst AS (
    SELECT username, min(starts_at) AS started_at, max(ends_at) AS ended_at FROM numbered GROUP BY username, burst
)
SELECT left(encode(sha256(convert_to(burst.username, 'UTF8')), 'hex'), 32) AS subject, burst.started_at, burst.ended_at,
       concat(left(burst.username, 1), '***',
              substring(burst.username from '@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z]+$')) AS shown,
       count(*) AS level
FROM burst
JOIN failure ON failure.username = burst.username AND failure.timestamp BETWEEN burst.started_at AND burst.ended_at
WHERE burst.started_at >= %(since)s
GROUP BY burst.username, burst.started_at, burst.ended_at
ORDER BY burst.started_at, subject
