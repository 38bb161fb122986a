-- purpose: the dead-man's switch: platforms with connected accounts of which no sync was even tried
-- grain: one row a platform
-- parameters: now, silent_hours
-- rule: a connection counts from when it was made, resumed or given a token; any batch is a try, however it ended
SELECT concat_ws(':', 'nightly_missing', connected.platform) AS dedupe_key,
       concat(connected.platform, ': no sync was tried for ', %(silent_hours)s::integer, ' hours, and ', connected.accounts,
              ' connected accounts wait (last try: ',
              coalesce(to_char(tried.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), 'never'),
              '). Are the daemon and the schedules of Dagster on? `adwarehouse sync ', connected.platform,
              '` reads what is due now') AS message,
       NULL AS run_id, NULL::bigint AS ad_account_id, NULL::uuid AS connection_id
FROM (
    SELECT platform, count(DISTINCT ad_account_id) AS accounts, min(updated_at) AS since
    FROM app.marketing_accounts
    WHERE status = 'active' AND access_token IS NOT NULL AND ad_account_id IS NOT NULL
    GROUP BY platform
) AS connected
CROSS JOIN LATERAL (SELECT max(created_at) AS at FROM ops.batches WHERE platform = connected.platform) AS tried
WHERE greatest(connected.since, tried.at) <= %(now)s - make_interval(hours => %(silent_hours)s)
ORDER BY dedupe_key
