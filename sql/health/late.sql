-- purpose: rows for archived months that wait for the archive's next run
-- grain: one row; value is how many
-- parameters: now
-- rule: retention runs once a month
SELECT 'late_rows' AS subject, coalesce(min(created_at) > %(now)s - interval '35 days', true) AS is_healthy,
       coalesce('waiting since ' || to_char(min(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') || ': '
                || string_agg(DISTINCT table_name || ' ' || to_char(month, 'YYYY-MM'), ', '), 'none wait') AS detail,
       count(*) AS value
FROM ops.late_rows WHERE merged_at IS NULL AND row_data IS NOT NULL
