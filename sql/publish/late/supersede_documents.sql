-- purpose: a document that waits ends where a fetch that is not older has it in a version that is not older
-- parameters: archived_months
DELETE FROM ops.late_rows AS late USING ops.batches AS batch, {stage} AS staged
WHERE batch.id = late.batch_id AND late.merged_at IS NULL AND late.table_name = %(table_name)s
  AND late.month = ANY (%(archived_months)s) AND late.date = staged.{day}
  AND batch.ad_account_id = %(ad_account_id)s AND batch.stream = %(stream)s AND batch.fetched_at <= %(fetched_at)s
  AND ({late_key}) = ({staged_key})
  AND coalesce((late.row_data ->> 'source_updated_at')::timestamptz, '-infinity')
      <= coalesce((to_jsonb(staged) ->> 'source_updated_at')::timestamptz, '-infinity')
