-- purpose: what published figures were before; first loads of a day leave no trace
-- grain: one row a figure that changed
-- parameters: days_loaded_before
INSERT INTO warehouse.metric_revisions
    (changed_at, table_name, ad_account_id, date, hour, campaign_id, channel_id, kind, measure, old_value, new_value,
     currency, batch_id, run_id)
SELECT now(), %(table_name)s, %(ad_account_id)s, change.date, {hour}, change.campaign_id, change.channel_id,
       CASE change.kind WHEN 'insert' THEN 'insert_late' ELSE change.kind END,
       figure.measure, figure.old_value, figure.new_value, change.currency, %(batch_id)s, %(run_id)s
FROM change
CROSS JOIN LATERAL (VALUES {figures}) AS figure (measure, old_value, new_value)
WHERE change.date = ANY (%(days_loaded_before)s) AND figure.old_value IS DISTINCT FROM figure.new_value
