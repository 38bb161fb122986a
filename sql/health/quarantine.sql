-- purpose: records that could not be loaded and that nobody has looked after
-- grain: one row; value is how many are open
-- parameters: now
-- rule: what a later fetch brings right is superseded by itself; three days are enough for that
SELECT 'quarantine' AS subject, coalesce(min(created_at) > %(now)s - interval '3 days', true) AS is_healthy,
       coalesce('open since ' || to_char(min(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')
                || ': ' || string_agg(DISTINCT platform || ' ' || account_id, ', '), 'nothing is open') AS detail,
       count(*) AS value
FROM (SELECT open.created_at, account.platform, account.account_id
      FROM ops.quarantined_rows AS open JOIN warehouse.ad_accounts AS account ON account.id = open.ad_account_id
      WHERE open.status = 'open') AS waiting
