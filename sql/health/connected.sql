-- purpose: whose figures are promised
-- grain: account with an active connection
SELECT id, platform, account_id
FROM warehouse.ad_accounts AS account
WHERE EXISTS (SELECT FROM app.marketing_accounts AS connection
              WHERE connection.ad_account_id = account.id AND connection.status = 'active')
