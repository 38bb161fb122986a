-- purpose: a batch whose usual conversion earns far more than the account's usual one (units mistaken); no row is good
-- plan: history is one index range of (ad_account_id, event_date)
SELECT here.median, here.events, usual.median AS usual_median, usual.events AS usual_events
FROM (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY revenue) AS median, count(*) AS events
      FROM {stage} AS staged WHERE event_type = 'conversion' AND revenue > 0) AS here
CROSS JOIN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY revenue) AS median, count(*) AS events
            FROM {fact}
            WHERE ad_account_id = {ad_account_id} AND event_type = 'conversion' AND revenue > 0
              AND event_date >= {window_end}::date - 90 AND event_date < {window_end}::date) AS usual
WHERE here.events >= 30 AND usual.events >= 30 AND here.median > usual.median * 50
