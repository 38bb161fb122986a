-- purpose: of days that the archive serves, those for which no newer fetch waits
-- grain: one row a day
SELECT day AS date
FROM unnest(%(archived_days)s::date[]) AS day
WHERE NOT EXISTS (
    SELECT FROM ops.late_rows AS late JOIN ops.batches AS batch ON batch.id = late.batch_id
    WHERE late.merged_at IS NULL AND late.table_name = %(table_name)s
      AND late.month = date_trunc('month', day::timestamp)::date AND late.date = day
      AND batch.ad_account_id = %(ad_account_id)s AND batch.stream = %(stream)s AND batch.fetched_at > %(fetched_at)s)
