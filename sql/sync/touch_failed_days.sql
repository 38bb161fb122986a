-- purpose: days that a run should have brought and did not are recomputed too, so that the marts say what is missing;
--          the marts rest on campaign_daily alone
INSERT INTO ops.touched_days (ad_account_id, date, reason)
SELECT DISTINCT batch.ad_account_id, day::date, 'failure'
FROM ops.batches AS batch
CROSS JOIN LATERAL generate_series(batch.window_start::timestamp, batch.window_end::timestamp - interval '1 day',
                                   interval '1 day') AS day
WHERE batch.run_id = %(run_id)s AND batch.stream = 'campaign_daily'
  AND batch.status IN ('failed', 'held')
  AND NOT EXISTS (SELECT FROM ops.loaded_days AS loaded
                  WHERE loaded.ad_account_id = batch.ad_account_id AND loaded.stream = batch.stream
                    AND loaded.date = day::date)
