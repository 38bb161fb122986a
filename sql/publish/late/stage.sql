-- purpose: a batch's rows that wait for a month, staged as they were
INSERT INTO {stage}
SELECT (jsonb_populate_record(NULL::{stage}, row_data)).*
FROM ops.late_rows
WHERE batch_id = %(batch_id)s AND merged_at IS NULL AND table_name = %(table_name)s AND month = %(month)s
  AND row_data IS NOT NULL
