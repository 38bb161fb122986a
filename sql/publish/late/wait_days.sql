-- purpose: have whole days wait: their staged rows, and of each that there are no others
-- grain: staged row, and one more without it for each day
-- parameters: late_days
INSERT INTO ops.late_rows (table_name, month, date, batch_id, row_data)
SELECT %(table_name)s, date_trunc('month', date::timestamp)::date, date, %(batch_id)s, row_data
FROM (SELECT day AS date, NULL::jsonb AS row_data FROM unnest(%(late_days)s::date[]) AS day
      UNION ALL
      SELECT date, to_jsonb(staged) FROM {stage} AS staged WHERE date = ANY (%(late_days)s)) AS late
