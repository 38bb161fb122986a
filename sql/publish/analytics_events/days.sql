-- purpose: which fetch each day of the window was asked for last, and how many of its records are in quarantine
-- grain: account, stream, day; an older fetch changes nothing, and days of archived months come when they are merged
INSERT INTO ops.loaded_days AS loaded (ad_account_id, stream, date, fetched_at, batch_id, records_quarantined)
SELECT %(ad_account_id)s, %(stream)s, day::date, %(fetched_at)s, %(batch_id)s,
       (SELECT count(*) FROM ops.quarantined_rows AS bad
        WHERE bad.batch_id = %(batch_id)s AND bad.status = 'open' AND (bad.date = day::date OR bad.date IS NULL))
FROM generate_series(%(window_start)s::timestamp, %(window_end)s::timestamp - interval '1 day', interval '1 day') AS day
WHERE date_trunc('month', day)::date <> ALL (%(archived_months)s)
ON CONFLICT (ad_account_id, stream, date) DO UPDATE
SET fetched_at = excluded.fetched_at, batch_id = excluded.batch_id, records_quarantined = excluded.records_quarantined
WHERE loaded.fetched_at <= excluded.fetched_at
