-- purpose: what waits for archived months
-- grain: table and month, oldest month first; rows of whole days that nothing was reported for are none
SELECT table_name, month, count(row_data) AS rows, count(DISTINCT (batch.ad_account_id, late.date)) AS days,
       min(late.created_at) AS since
FROM ops.late_rows AS late JOIN ops.batches AS batch ON batch.id = late.batch_id
WHERE merged_at IS NULL
GROUP BY table_name, month
ORDER BY month, table_name
