-- purpose: the days a batch may replace: those no newer fetch has published (a replayed batch may replace itself)
-- grain: one row a day of the batch's window; has_quarantine: a record of the day, or of no known day, is set aside
SELECT day::date AS date, loaded.date IS NOT NULL AS was_loaded,
       EXISTS (SELECT FROM ops.quarantined_rows AS bad
               WHERE bad.batch_id = %(batch_id)s AND bad.status = 'open'
                 AND (bad.date = day::date OR bad.date IS NULL
                      OR bad.date < %(window_start)s OR bad.date >= %(window_end)s)) AS has_quarantine
FROM generate_series(%(window_start)s::timestamp, %(window_end)s::timestamp - interval '1 day', interval '1 day') AS day
LEFT JOIN ops.loaded_days AS loaded
       ON loaded.ad_account_id = %(ad_account_id)s AND loaded.stream = %(stream)s AND loaded.date = day::date
WHERE loaded.date IS NULL OR loaded.fetched_at < %(fetched_at)s OR loaded.batch_id = %(batch_id)s
ORDER BY date
