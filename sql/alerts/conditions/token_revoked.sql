-- purpose: connections whose secret the platform refuses
-- grain: one row a connection
-- parameters: none
SELECT concat_ws(':', 'token_revoked', account.platform, account.account_id, connection.id) AS dedupe_key,
       concat(account.platform, ' account ', account.account_id, ' (', account.name,
              '): the platform refuses the token of ', person.email, '. Renew it: ',
              CASE WHEN connection.renewable_until IS NOT NULL
                              THEN concat('`adwarehouse accounts authorize ', account.platform, '`, then ') END,
              '`adwarehouse accounts rotate-token ', account.platform, ' ', account.account_id, ' --user ', person.email,
              '`') AS message,
       NULL AS run_id, account.id AS ad_account_id, connection.id AS connection_id
FROM app.marketing_accounts AS connection
JOIN warehouse.ad_accounts AS account ON account.id = connection.ad_account_id
JOIN app.users AS person ON person.id = connection.user_id
WHERE connection.status = 'revoked'
ORDER BY dedupe_key
