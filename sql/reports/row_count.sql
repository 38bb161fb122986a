-- purpose: how many rows of a table belong to a platform
-- grain: one row
-- parameters: platform
SELECT count(*) AS rows
FROM {table} AS shared
JOIN warehouse.ad_accounts AS account ON account.id = shared.ad_account_id
WHERE account.platform = %(platform)s
