-- purpose: every field in which orders and returns differ from the truth; one on one side only differs in `document` alone
-- grain: account, order_sn, return_sn, field
-- parts: fields (rows of position, name, expected, found)
WITH expected AS (
    SELECT * FROM comparable WHERE is_loaded AND NOT is_archived
), found AS (
    SELECT stored.*
    FROM warehouse.orders AS stored
    WHERE NOT EXISTS (SELECT FROM comparable AS left_out
                      WHERE NOT (left_out.is_loaded AND NOT left_out.is_archived)
                        AND left_out.ad_account_id = stored.ad_account_id
                        AND left_out.order_sn = stored.order_sn AND left_out.return_sn = stored.return_sn)
)
SELECT account.platform, account.account_id,
       'order ' || order_sn || CASE WHEN return_sn = '' THEN '' ELSE ' return ' || return_sn END AS document,
       field.name AS field, field.expected, field.found
FROM expected
FULL JOIN found USING (ad_account_id, order_sn, return_sn)
JOIN warehouse.ad_accounts AS account ON account.id = ad_account_id
CROSS JOIN LATERAL (VALUES
    (0, 'document', (expected.order_date IS NOT NULL)::integer::text, (found.order_date IS NOT NULL)::integer::text),
    {fields}) AS field (position, name, expected, found)
WHERE field.expected IS DISTINCT FROM field.found
  AND (field.position = 0 OR (expected.order_date IS NOT NULL AND found.order_date IS NOT NULL))
ORDER BY account.platform, account.account_id, order_sn, return_sn, field.position
