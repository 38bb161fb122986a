-- purpose: have staged documents of archived months wait instead of being published
-- grain: document
-- parameters: archived_months
WITH taken AS (
    DELETE FROM {stage} AS staged WHERE date_trunc('month', {day}::timestamp)::date = ANY (%(archived_months)s)
    RETURNING {day} AS date, to_jsonb(staged) AS row_data
)
INSERT INTO ops.late_rows (table_name, month, date, batch_id, row_data)
SELECT %(table_name)s, date_trunc('month', date::timestamp)::date, date, %(batch_id)s, row_data FROM taken
