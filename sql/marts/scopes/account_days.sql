-- purpose: touched days of accounts whose daily facts are still here; those of archived months keep their rollups
-- grain: account, day
CREATE TEMP TABLE account_days ON COMMIT DROP AS
SELECT DISTINCT ad_account_id, date FROM claimed
WHERE NOT EXISTS (SELECT FROM ops.archive_manifest AS archived
                  WHERE archived.table_name = 'campaign_metrics' AND archived.state IN ('serving_archive', 'dropped')
                    AND archived.month = date_trunc('month', claimed.date::timestamp)::date)
