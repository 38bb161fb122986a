-- purpose: every field in which the items of documents that are on both sides differ from the truth
-- grain: account, order_sn, return_sn, line, field; an item on one side only differs in `document` alone
-- parts: fields (rows of position, name, expected, found)
WITH present AS (
    SELECT comparable.*
    FROM comparable
    WHERE is_loaded AND NOT is_archived
      AND EXISTS (SELECT FROM warehouse.orders AS stored
                  WHERE stored.ad_account_id = comparable.ad_account_id AND stored.order_sn = comparable.order_sn
                    AND stored.return_sn = comparable.return_sn)
), expected AS (
    SELECT present.ad_account_id, present.order_date, present.currency, told.*,
           (told.quantity * told.unit_price)::numeric(20,6) AS amount
    FROM told_item AS told
    JOIN present USING (platform, account_id, order_sn, return_sn)
), found AS (
    SELECT stored.*
    FROM warehouse.order_items AS stored
    WHERE EXISTS (SELECT FROM present
                  WHERE present.ad_account_id = stored.ad_account_id AND present.order_sn = stored.order_sn
                    AND present.return_sn = stored.return_sn)
)
SELECT account.platform, account.account_id,
       'order ' || order_sn || CASE WHEN return_sn = '' THEN '' ELSE ' return ' || return_sn END || ' line ' || line AS document,
       field.name AS field, field.expected, field.found
FROM expected
FULL JOIN found USING (ad_account_id, order_sn, return_sn, line)
JOIN warehouse.ad_accounts AS account ON account.id = ad_account_id
CROSS JOIN LATERAL (VALUES
    (0, 'document', (expected.item_id IS NOT NULL)::integer::text, (found.item_id IS NOT NULL)::integer::text),
    {fields}) AS field (position, name, expected, found)
WHERE field.expected IS DISTINCT FROM field.found
  AND (field.position = 0 OR (expected.item_id IS NOT NULL AND found.item_id IS NOT NULL))
ORDER BY account.platform, account.account_id, order_sn, return_sn, line, field.position
