-- purpose: the account days whose facts can be laid beside the truth: loaded, and not served by the archive
-- grain: account, day
-- parameters: stream, table_name
CREATE TEMP TABLE comparable ON COMMIT DROP AS
SELECT loaded.ad_account_id, loaded.date
FROM ops.loaded_days AS loaded
WHERE loaded.stream = %(stream)s
  AND NOT EXISTS (SELECT FROM ops.archive_manifest AS archived
                  WHERE archived.table_name = %(table_name)s AND archived.state IN ('serving_archive', 'dropped')
                    AND archived.month = date_trunc('month', loaded.date::timestamp)::date)
