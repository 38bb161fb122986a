-- purpose: accounts that are left out while others of their platform are read
-- grain: one row an account
-- parameters: now, silent_hours
-- rule: a connection counts from when it was made, resumed or given a token
SELECT concat_ws(':', 'account_stale', account.platform, account.account_id) AS dedupe_key,
       concat(account.platform, ' account ', account.account_id, ' (', account.name, '): no sync was tried for ',
              %(silent_hours)s::integer, ' hours, though others of the platform were read. Are the schedules of Dagster '
              'on? `adwarehouse sync ', account.platform, '` reads what is due now') AS message,
       NULL AS run_id, account.id AS ad_account_id, NULL::uuid AS connection_id
FROM warehouse.ad_accounts AS account
WHERE EXISTS (SELECT FROM app.marketing_accounts AS connection
              WHERE connection.ad_account_id = account.id AND connection.status = 'active'
                AND connection.access_token IS NOT NULL
                AND connection.updated_at <= %(now)s - make_interval(hours => %(silent_hours)s))
  AND NOT EXISTS (SELECT FROM ops.batches AS batch
                  WHERE batch.ad_account_id = account.id
                    AND batch.created_at > %(now)s - make_interval(hours => %(silent_hours)s))
  AND EXISTS (SELECT FROM ops.batches AS batch
              WHERE batch.platform = account.platform
                AND batch.created_at > %(now)s - make_interval(hours => %(silent_hours)s))
ORDER BY dedupe_key
