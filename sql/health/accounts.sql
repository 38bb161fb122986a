-- purpose: does every connected account have the days that were promised
-- grain: account with an active connection; value is how many days the stream that is furthest behind lacks
-- parameters: accounts, streams, lags (same length: who owes which stream, and when a day of it is told), today (the business
--   day; NULL: by the clock), now
-- rule: a day is read by the first tick after its end, which is at most twelve hours later, within four hours, and when its
--   stream tells it
WITH owed AS (
    SELECT * FROM unnest(%(accounts)s::bigint[], %(streams)s::text[], %(lags)s::integer[]) AS owed (account, stream, lag_days)
), promised AS (
    SELECT account.id, account.platform, account.account_id, owed.stream, owed.lag_days,
           coalesce(%(today)s::date, ((%(now)s - interval '16 hours') AT TIME ZONE account.timezone)::date) - 1 AS day
    FROM owed JOIN warehouse.ad_accounts AS account ON account.id = owed.account
), state AS (
    SELECT promised.*, known.last_success_at, promised.day - promised.lag_days - known.covered_through AS behind
    FROM promised
    LEFT JOIN ops.stream_state AS known ON known.ad_account_id = promised.id AND known.stream = promised.stream
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
