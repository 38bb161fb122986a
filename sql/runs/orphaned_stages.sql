-- purpose: staging tables of batches that are over
-- grain: one row a table
SELECT batch.id AS batch_id
FROM pg_tables
JOIN ops.batches AS batch ON pg_tables.tablename = 'b_' || batch.id
WHERE pg_tables.schemaname = 'staging' AND batch.status IN ('published', 'failed', 'superseded', 'rejected')
