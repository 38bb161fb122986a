-- purpose: every field in which events differ from the truth; one on one side only differs in `document` alone
-- grain: account, event_key, field
-- parts: fields (rows of position, name, expected, found)
WITH expected AS (
    SELECT * FROM comparable WHERE is_loaded AND NOT is_archived
), found AS (
    SELECT stored.ad_account_id, stored.event_key, stored.event_date, stored.occurred_at, stored.event_type,
           stored.platform_type, stored.campaign_id, campaign.campaign_id AS campaign, stored.source, stored.quantity,
           stored.revenue, stored.currency, stored.customer_amount, stored.customer_currency, stored.metadata
    FROM warehouse.analytics_events AS stored
    LEFT JOIN warehouse.campaigns AS campaign
           ON campaign.id = stored.campaign AND campaign.ad_account_id = stored.ad_account_id
    WHERE NOT EXISTS (SELECT FROM comparable AS left_out
                      WHERE NOT (left_out.is_loaded AND NOT left_out.is_archived)
                        AND left_out.ad_account_id = stored.ad_account_id AND left_out.event_key = stored.event_key)
)
SELECT account.platform, account.account_id, 'event ' || event_key AS document,
       field.name AS field, field.expected, field.found
FROM expected
FULL JOIN found USING (ad_account_id, event_key)
JOIN warehouse.ad_accounts AS account ON account.id = ad_account_id
CROSS JOIN LATERAL (VALUES
    (0, 'document', (expected.event_date IS NOT NULL)::integer::text, (found.event_date IS NOT NULL)::integer::text),
    {fields}) AS field (position, name, expected, found)
WHERE field.expected IS DISTINCT FROM field.found
  AND (field.position = 0 OR (expected.event_date IS NOT NULL AND found.event_date IS NOT NULL))
ORDER BY account.platform, account.account_id, event_key, field.position
