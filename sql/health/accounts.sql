-- purpose: does every connected account have the days that were promised
-- grain: account with an active connection; value is how many days the stream that is furthest behind lacks
-- parameters: platforms, streams, lags (same length: when a stream tells a day), today (the business day; NULL: by the clock), now
-- rule: a day is read by the second tick after its end, that is within 16 hours, and when its stream tells it
WITH stream AS (
    SELECT * FROM unnest(%(platforms)s::text[], %(streams)s::text[], %(lags)s::integer[]) AS stream (platform, name, lag_days)
), connected AS (
    SELECT account.id, account.platform, account.account_id,
           coalesce(%(today)s::date, ((%(now)s - interval '16 hours') AT TIME ZONE account.timezone)::date) - 1 AS promised
    FROM warehouse.ad_accounts AS account
    WHERE EXISTS (SELECT FROM app.marketing_accounts AS connection
                  WHERE connection.ad_account_id = account.id AND connection.status = 'active')
), state AS (
    SELECT connected.*, known.stream, known.last_success_at, connected.promised - stream.lag_days - known.covered_through AS behind
    FROM connected
    LEFT JOIN ops.stream_state AS known ON known.ad_account_id = connected.id
    LEFT JOIN stream ON stream.platform = connected.platform AND stream.name = known.stream
)
SELECT concat_ws(':', 'account', platform, account_id) AS subject,
       count(stream) > 0 AND coalesce(max(behind), 0) <= 0 AS is_healthy,
       CASE WHEN count(stream) = 0 THEN 'nothing was ever published'
            ELSE concat('last published ', to_char(max(last_success_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
                        '; ' || string_agg(stream || ' lacks ' || behind || ' days', ', ' ORDER BY stream)
                                FILTER (WHERE behind > 0)) END AS detail,
       greatest(max(behind), 0) AS value
FROM state
GROUP BY platform, account_id
ORDER BY subject
