-- purpose: does every connected account have the days that were promised
-- grain: account with an active connection; value is how many days the stream that is furthest behind lacks
-- parameters: platforms, streams, lags (same length: when a stream tells a day), today (the business day; NULL: by the clock), now
-- rule: every stream of the platform is owed; a day is read by the first tick after its end, which is at most twelve hours
--   later, within four hours, and when its stream tells it
WITH stream AS (
    SELECT * FROM unnest(%(platforms)s::text[], %(streams)s::text[], %(lags)s::integer[]) AS stream (platform, name, lag_days)
), connected AS (
    SELECT account.id, account.platform, account.account_id,
           coalesce(%(today)s::date, ((%(now)s - interval '16 hours') AT TIME ZONE account.timezone)::date) - 1 AS promised
    FROM warehouse.ad_accounts AS account
    WHERE EXISTS (SELECT FROM app.marketing_accounts AS connection
                  WHERE connection.ad_account_id = account.id AND connection.status = 'active')
), state AS (
    SELECT connected.*, stream.name AS stream, known.last_success_at,
           connected.promised - stream.lag_days - known.covered_through AS behind
    FROM connected
    JOIN stream USING (platform)
    LEFT JOIN ops.stream_state AS known ON known.ad_account_id = connected.id AND known.stream = stream.name
)
SELECT concat_ws(':', 'account', platform, account_id) AS subject,
       bool_and(coalesce(behind <= 0, false)) AS is_healthy,
       CASE WHEN count(behind) = 0 THEN 'nothing was ever published'
            ELSE concat('last published ', to_char(max(last_success_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
                        '; ' || string_agg(stream || coalesce(' lacks ' || behind || ' days', ' was never published'), ', '
                                           ORDER BY stream) FILTER (WHERE coalesce(behind > 0, true))) END AS detail,
       greatest(max(behind), 0) AS value
FROM state
GROUP BY platform, account_id
ORDER BY subject
