-- purpose: what affiliate networks' accounts earn, each event on its own day in the account's zone
-- grain: event; the first sale of a receipt on a day stands for its order
-- rules: sales and rebills are taken, refunds and chargebacks go back, everything else is a fee
-- plan: events by (ad_account_id, event_date)
INSERT INTO money (team_id, source, date, currency, country, product_key, product_name, category, gross_revenue, refunds,
                   chargebacks, fees, orders)
SELECT event.team_id, event.source, event.event_date, event.currency,
       CASE WHEN upper(event.country) ~ '^[A-Z]{{2}}$' THEN upper(event.country) ELSE 'ZZ' END,
       event.product_key, event.product_name, CASE WHEN event.product_key = '' THEN '' ELSE 'unknown' END,
       CASE WHEN event.event_type IN ('conversion', 'rebill') THEN event.revenue ELSE 0 END,
       CASE WHEN event.event_type = 'refund' THEN -event.revenue ELSE 0 END,
       CASE WHEN event.event_type = 'chargeback' THEN -event.revenue ELSE 0 END,
       CASE WHEN event.event_type NOT IN ('conversion', 'rebill', 'refund', 'chargeback') THEN -event.revenue ELSE 0 END,
       (event.event_type = 'conversion' AND event.number = 1)::integer
FROM (
    SELECT touched.team_id, touched.source, one.event_date, one.currency, one.event_type, one.revenue,
           one.metadata ->> 'country' AS country, one.metadata ->> 'product_title' AS product_name,
           coalesce(coalesce(one.metadata ->> 'vendor', '') || '/' || (one.metadata ->> 'item_no'), '') AS product_key,
           row_number() OVER (PARTITION BY touched.team_id, one.ad_account_id, one.event_date, one.event_type,
                                           coalesce(one.metadata ->> 'receipt', one.event_key)
                              ORDER BY one.event_key) AS number
    FROM money_days AS touched
    JOIN team_accounts ON team_accounts.team_id = touched.team_id
    JOIN warehouse.ad_accounts AS account ON account.id = team_accounts.ad_account_id AND account.platform = touched.source
    JOIN warehouse.analytics_events AS one ON one.ad_account_id = account.id AND one.event_date = touched.date
    WHERE one.event_date BETWEEN (SELECT min(date) FROM money_days) AND (SELECT max(date) FROM money_days)
) AS event
