-- purpose: the dead-man's switch: platforms with connected accounts of which no sync of new days was even tried
-- grain: one row a platform
-- parameters: now, silent_hours, new_days
-- rule: a connection counts from when it was made, resumed or given a token; a try is a batch of a window that reaches
--   into the last days, however it ended: a long backfill of last year hides nothing
SELECT concat_ws(':', 'nightly_missing', connected.platform) AS dedupe_key,
       concat(connected.platform, ': no sync of new days was tried for ', %(silent_hours)s::integer, ' hours, and ', connected.accounts,
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
CROSS JOIN LATERAL (
    SELECT max(created_at) AS at
    FROM ops.batches
    WHERE platform = connected.platform
      AND window_end > (least(created_at, %(now)s) AT TIME ZONE 'UTC')::date - %(new_days)s::integer
) AS tried
WHERE greatest(connected.since, tried.at) <= %(now)s - make_interval(hours => %(silent_hours)s)
ORDER BY dedupe_key
