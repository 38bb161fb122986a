-- purpose: count and content hash of the demo's tables, without load metadata
-- grain: one row a table
SELECT 'campaign_metrics' AS table_name, count(*) AS rows, sum(hash_record_extended(content, 0)) AS hash
FROM (SELECT date, campaign_id, channel_id, impressions, clicks, cost, conversions, revenue, likes, shares, comments, saves, currency
      FROM warehouse.campaign_metrics) AS content
UNION ALL
SELECT 'campaign_metrics_hourly', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT date, hour, campaign_id, channel_id, impressions, clicks, cost, currency
      FROM warehouse.campaign_metrics_hourly) AS content
UNION ALL
SELECT 'campaigns', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT id, campaign_name, status, daily_budget, total_budget, is_placeholder FROM warehouse.campaigns) AS content
UNION ALL
SELECT 'metric_revisions', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT date, hour, campaign_id, channel_id, kind, measure, old_value, new_value FROM warehouse.metric_revisions) AS content
UNION ALL
SELECT 'orders', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT order_date, ad_account_id, order_sn, return_sn, status, items_amount, total_amount, quantity, updated_at
      FROM warehouse.orders) AS content
UNION ALL
SELECT 'order_items', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT order_date, ad_account_id, order_sn, return_sn, line, item_id, quantity, amount, updated_at
      FROM warehouse.order_items) AS content
UNION ALL
SELECT 'products', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT id, title, status, updated_at FROM warehouse.products) AS content
UNION ALL
SELECT 'product_metrics', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT date, product_id, price, stock, sales, views, likes, comments FROM warehouse.product_metrics) AS content
UNION ALL
SELECT 'analytics_events', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT event_date, ad_account_id, event_key, event_type, campaign, quantity, revenue, updated_at
      FROM warehouse.analytics_events) AS content
UNION ALL
SELECT 'account_channel_daily', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT ad_account_id, channel_id, date, currency, impressions, clicks, cost, conversions, revenue, rows, updated_at
      FROM marts.account_channel_daily) AS content
UNION ALL
SELECT 'channel_performance', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT user_id, channel_id, date, total_spend, total_impressions, total_clicks, total_conversions, total_revenue,
             is_complete, updated_at FROM marts.channel_performance) AS content
UNION ALL
SELECT 'analytics', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT scope, owner_id, type, date, total_spend, total_revenue, top_performing_campaigns, updated_at FROM marts.analytics) AS content
UNION ALL
SELECT 'revenue_daily', count(*), sum(hash_record_extended(content, 0))
FROM (SELECT team_id, date, source, currency, gross_revenue, revenue, reporting_revenue, updated_at FROM marts.revenue_daily) AS content
ORDER BY table_name
