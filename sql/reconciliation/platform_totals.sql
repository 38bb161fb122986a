-- purpose: every figure in which a platform's own total differs from the warehouse's sum, both as of the batch's publish
-- grain: batch, measure, for published batches that a loaded day still rests on; a measure that either lacks is left out
-- rule: a figure may differ by what rounding explains: cost by cost_within, conversions and revenue by outcome_within
SELECT batch.platform, account.account_id, batch.window_start AS date, batch.window_end - 1 AS last_date,
       account.currency, figure.measure, figure.expected, figure.found
FROM ops.batches AS batch
JOIN warehouse.ad_accounts AS account ON account.id = batch.ad_account_id
CROSS JOIN LATERAL (
    SELECT measure, (batch.platform_total ->> measure)::numeric AS expected, (batch.warehouse_total ->> measure)::numeric AS found,
           coalesce((batch.platform_total ->> CASE WHEN measure = 'cost' THEN 'cost_within'
               WHEN measure IN ('conversions', 'revenue') THEN 'outcome_within' END)::numeric, 0) AS within
    FROM unnest(ARRAY['impressions', 'clicks', 'cost', 'conversions', 'revenue']) AS measure) AS figure
WHERE batch.status = 'published' AND abs(figure.expected - figure.found) > figure.within
  AND EXISTS (SELECT FROM ops.loaded_days AS loaded
              WHERE loaded.ad_account_id = batch.ad_account_id AND loaded.stream = batch.stream AND loaded.batch_id = batch.id)
ORDER BY batch.platform, account.account_id, batch.window_start, batch.id, figure.measure
