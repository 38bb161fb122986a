-- purpose: the ad accounts of a platform to be read, each through its newest working connection
-- grain: one row an ad account
-- parameters: platform, account (the platform's account id, or NULL for all)
SELECT DISTINCT ON (account.account_id)
       account.id AS ad_account_id, account.platform, account.account_id, account.name, account.currency,
       account.timezone, connection.id AS connection_id, connection.access_token AS sealed
FROM app.marketing_accounts AS connection
JOIN warehouse.ad_accounts AS account ON account.id = connection.ad_account_id
WHERE account.platform = %(platform)s AND (%(account)s::text IS NULL OR account.account_id = %(account)s)
  AND connection.status = 'active' AND connection.access_token IS NOT NULL
ORDER BY account.account_id, connection.is_connected DESC, connection.updated_at DESC, connection.id
