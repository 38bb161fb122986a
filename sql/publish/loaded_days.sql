-- purpose: which fetch each published day rests on, and how many of its records are in quarantine
-- grain: account, stream, day
INSERT INTO ops.loaded_days (ad_account_id, stream, date, fetched_at, batch_id, records_quarantined)
SELECT %(ad_account_id)s, %(stream)s, day, %(fetched_at)s, %(batch_id)s,
       (SELECT count(*) FROM ops.quarantined_rows AS bad
        WHERE bad.batch_id = %(batch_id)s AND bad.status = 'open'
          AND (bad.date = day OR bad.date IS NULL OR bad.date < %(window_start)s OR bad.date >= %(window_end)s))
FROM unnest(%(days)s::date[]) AS day
ON CONFLICT (ad_account_id, stream, date) DO UPDATE
SET fetched_at = excluded.fetched_at, batch_id = excluded.batch_id, records_quarantined = excluded.records_quarantined
