-- purpose: what waits of older fetches ends where a newer one has the same days
-- parameters: late_days
DELETE FROM ops.late_rows AS late USING ops.batches AS batch
WHERE batch.id = late.batch_id AND late.merged_at IS NULL AND late.table_name = %(table_name)s
  AND late.month = ANY (%(archived_months)s) AND late.date = ANY (%(late_days)s)
  AND batch.ad_account_id = %(ad_account_id)s AND batch.stream = %(stream)s
