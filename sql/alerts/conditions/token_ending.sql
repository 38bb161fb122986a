-- purpose: connections that stop working soon unless somebody acts: the access token (where nothing renews it), the
--   refresh token, or the owner's consent ends
-- grain: one row a connection
-- parameters: now, ending_days
SELECT concat_ws(':', 'token_ending', account.platform, account.account_id, connection.id) AS dedupe_key,
       concat(account.platform, ' account ', account.account_id, ' (', account.name, '): the access of ', person.email,
              CASE WHEN ending.at > %(now)s THEN ' ends on ' ELSE ' ended on ' END,
              to_char(ending.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
              '. Renew it: ', CASE WHEN connection.renewable_until IS NOT NULL
                              THEN concat('`adwarehouse accounts authorize ', account.platform, '`, then ') END,
              '`adwarehouse accounts rotate-token ', account.platform, ' ', account.account_id, ' --user ', person.email,
              '`') AS message,
       NULL AS run_id, account.id AS ad_account_id, connection.id AS connection_id
FROM app.marketing_accounts AS connection
JOIN warehouse.ad_accounts AS account ON account.id = connection.ad_account_id
JOIN app.users AS person ON person.id = connection.user_id
CROSS JOIN LATERAL (
    SELECT least(connection.renewable_until, connection.access_ends_at,
                 CASE WHEN connection.refresh_token IS NULL THEN connection.token_expires_at END) AS at
) AS ending
WHERE connection.status IN ('active', 'paused') AND ending.at <= %(now)s + make_interval(days => %(ending_days)s)
ORDER BY dedupe_key
