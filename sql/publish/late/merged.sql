-- purpose: what waits of a batch for a month waits no longer
-- grain: one row; days: those that it has whole
WITH merged AS (
    UPDATE ops.late_rows SET merged_at = now()
    WHERE batch_id = %(batch_id)s AND merged_at IS NULL AND table_name = %(table_name)s AND month = %(month)s
    RETURNING date, row_data
)
SELECT coalesce(array_agg(date) FILTER (WHERE row_data IS NULL), '{{}}') AS days FROM merged
