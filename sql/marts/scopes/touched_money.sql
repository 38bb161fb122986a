-- purpose: days whose money is computed again, by team and source, and whether the detail of that source is archived
-- grain: team, source (own_shop, or a platform), day
-- rule: a team's day has it from every source, an account's from that account's platform; a platform that is not named
--   here may have its money in any of the tables
CREATE TEMP TABLE touched_money ON COMMIT DROP AS
SELECT touched.team_id, touched.source, touched.date,
       EXISTS (SELECT FROM ops.archive_manifest AS archived
               WHERE archived.month = date_trunc('month', touched.date::timestamp)::date
                 AND archived.state IN ('serving_archive', 'dropped')
                 AND archived.table_name = ANY (CASE touched.source
                     WHEN 'own_shop' THEN ARRAY[]::text[]
                     WHEN 'shopee' THEN ARRAY['orders', 'order_items']
                     WHEN 'clickbank' THEN ARRAY['analytics_events']
                     ELSE ARRAY['orders', 'order_items', 'analytics_events'] END)) AS is_archived
FROM (
    SELECT team_days.team_id, source.name AS source, team_days.date
    FROM team_days
    CROSS JOIN (SELECT 'own_shop' UNION SELECT platform FROM warehouse.ad_accounts) AS source (name)
    UNION
    SELECT team_accounts.team_id, account.platform, claimed.date
    FROM claimed
    JOIN team_accounts USING (ad_account_id)
    JOIN warehouse.ad_accounts AS account ON account.id = claimed.ad_account_id
    WHERE claimed.user_id IS NULL
) AS touched
