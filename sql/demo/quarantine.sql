-- purpose: what could not be loaded at first, and what became of it
-- grain: account, day, reason
SELECT account.account_id AS account, bad.date AS day, bad.reasons, bad.status, count(*) AS records
FROM ops.quarantined_rows AS bad
JOIN warehouse.ad_accounts AS account ON account.id = bad.ad_account_id
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2
LIMIT 10
