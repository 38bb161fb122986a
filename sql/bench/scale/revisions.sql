-- purpose: what the day before the last cost has been restated
-- grain: figure
-- parameters: last_day
INSERT INTO warehouse.metric_revisions (changed_at, table_name, ad_account_id, date, campaign_id, channel_id, kind, measure,
                                        old_value, new_value, currency, batch_id, run_id)
SELECT %(last_day)s, 'campaign_metrics', ad_account_id, date, campaign_id, channel_id, 'update', 'cost', cost - 1, cost, currency, 1, 'scale'
FROM warehouse.campaign_metrics
WHERE date = %(last_day)s::date - 1 AND cost IS NOT NULL
