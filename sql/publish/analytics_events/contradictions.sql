-- purpose: events that are published with another day, which never changes; no row is good
-- grain: one row an event, at most ten
-- plan: an array has each partition's index of (ad_account_id, event_key) read once, in order, however many the events
SELECT format('event %%s: expected event_date %%s as published, got %%s', event_key, stored.event_date,
              document.event_date) AS contradiction
FROM warehouse.analytics_events AS stored
JOIN document USING (event_key)
WHERE stored.ad_account_id = %(ad_account_id)s
  AND stored.event_key = ANY (ARRAY(SELECT event_key FROM document WHERE is_new))
  AND stored.event_date <> document.event_date
ORDER BY event_key
LIMIT 10
