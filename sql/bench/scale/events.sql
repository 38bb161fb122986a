-- purpose: one day of events of ClickBank accounts, more of them for bigger tenants
-- grain: event
-- parameters: date, day (its number), events (that day's)
INSERT INTO warehouse.analytics_events (event_date, ad_account_id, event_key, occurred_at, event_type, platform_type,
                                        campaign_id, campaign, source, quantity, revenue, currency, metadata, batch_id, fetched_at)
SELECT %(date)s, of.ids[rank], 'e' || %(day)s || '/' || n, %(date)s::date + n * interval '1 day' / %(events)s,
       kind.name, upper(kind.name), of.texts[rank], of.campaigns[rank], (ARRAY['organic', 'newsletter', 'search', 'partner'])[1 + mod(n, 4)],
       1, kind.sign * round((10 + 60 * pg_temp.draw(n, %(day)s))::numeric, 2), 'USD', jsonb_build_object(), 1, now()
FROM generate_series(1, %(events)s) AS n
CROSS JOIN (SELECT array_agg(ad_account_id ORDER BY id) AS ids, array_agg(campaign_id ORDER BY id) AS texts,
                   array_agg(id ORDER BY id) AS campaigns, count(*)::integer AS number
            FROM warehouse.campaigns WHERE platform = 'clickbank') AS of
CROSS JOIN LATERAL (SELECT pg_temp.zipf(%(day)s * 1000000::bigint + n, 5, of.number) AS rank) AS drawn
JOIN (VALUES (0, 'conversion', 1), (1, 'rebill', 1), (2, 'refund', -1), (3, 'chargeback', -1)) AS kind (number, name, sign)
  ON kind.number = CASE WHEN mod(n, 50) = 0 THEN 3 WHEN mod(n, 20) = 0 THEN 2 WHEN mod(n, 4) = 0 THEN 1 ELSE 0 END
