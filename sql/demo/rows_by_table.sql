-- purpose: how much is where
-- grain: one row a table
SELECT 'app.users' AS "table", count(*) AS rows FROM app.users
UNION ALL SELECT 'app.marketing_accounts', count(*) FROM app.marketing_accounts
UNION ALL SELECT 'warehouse.ad_accounts', count(*) FROM warehouse.ad_accounts
UNION ALL SELECT 'warehouse.campaigns', count(*) FROM warehouse.campaigns
UNION ALL SELECT 'warehouse.campaign_history', count(*) FROM warehouse.campaign_history
UNION ALL SELECT 'warehouse.campaign_metrics', count(*) FROM warehouse.campaign_metrics
UNION ALL SELECT 'warehouse.campaign_metrics_hourly', count(*) FROM warehouse.campaign_metrics_hourly
UNION ALL SELECT 'warehouse.metric_revisions', count(*) FROM warehouse.metric_revisions
UNION ALL SELECT 'warehouse.orders', count(*) FROM warehouse.orders
UNION ALL SELECT 'warehouse.order_items', count(*) FROM warehouse.order_items
UNION ALL SELECT 'warehouse.products', count(*) FROM warehouse.products
UNION ALL SELECT 'warehouse.product_metrics', count(*) FROM warehouse.product_metrics
UNION ALL SELECT 'warehouse.analytics_events', count(*) FROM warehouse.analytics_events
UNION ALL SELECT 'warehouse.fx_rates', count(*) FROM warehouse.fx_rates
UNION ALL SELECT 'app.campaigns', count(*) FROM app.campaigns
UNION ALL SELECT 'app.orders', count(*) FROM app.orders
UNION ALL SELECT 'app.payments', count(*) FROM app.payments
UNION ALL SELECT 'app.conversions', count(*) FROM app.conversions
UNION ALL SELECT 'marts.account_channel_daily', count(*) FROM marts.account_channel_daily
UNION ALL SELECT 'marts.channel_performance', count(*) FROM marts.channel_performance
UNION ALL SELECT 'marts.analytics', count(*) FROM marts.analytics
UNION ALL SELECT 'marts.revenue_daily', count(*) FROM marts.revenue_daily
UNION ALL SELECT 'ops.batches', count(*) FROM ops.batches
UNION ALL SELECT 'ops.data_sync_logs', count(*) FROM ops.data_sync_logs
UNION ALL SELECT 'ops.quarantined_rows', count(*) FROM ops.quarantined_rows
