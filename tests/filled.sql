-- purpose: a row in every table of app, warehouse and ops; what the triggers queue is there too
INSERT INTO app.users (id, email, name, settings)
VALUES ('00000000-0000-4000-8000-000000000001', 'ann@example.com', 'Ann', '{"reporting_currency": "EUR"}'),
       ('00000000-0000-4000-8000-000000000002', 'buyer@example.com', 'Bo', '{}');
INSERT INTO app.teams (id, owner_id, name, settings)
VALUES ('00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000001', 'Ann''s', '{"timezone": "Asia/Seoul"}');
UPDATE app.users SET team_id = '00000000-0000-4000-8000-000000000003' WHERE name = 'Ann';
INSERT INTO app.team_members (team_id, user_id, role) SELECT team_id, id, 'owner' FROM app.users WHERE team_id IS NOT NULL;
INSERT INTO app.login_roles (login, user_id) SELECT current_user, id FROM app.users WHERE name = 'Ann';

INSERT INTO warehouse.fx_rates (date, base, quote, source, rate) VALUES ('2025-03-03', 'EUR', 'USD', 'ecb', 1.05);
INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)
VALUES ('shopee', '7', 'Shop', 'SGD', 'Asia/Singapore');
INSERT INTO app.marketing_accounts (user_id, team_id, platform, account_id, ad_account_id)
SELECT person.id, person.team_id, account.platform, account.account_id, account.id
FROM app.users AS person CROSS JOIN warehouse.ad_accounts AS account WHERE person.name = 'Ann';
INSERT INTO warehouse.campaigns (ad_account_id, campaign_id, campaign_name, platform, currency, fetched_at)
SELECT id, '71', 'Spring', platform, currency, now() FROM warehouse.ad_accounts;
INSERT INTO warehouse.campaign_history (campaign_id, valid_from, campaign_name)
SELECT id, '2025-03-03 00:00+00', campaign_name FROM warehouse.campaigns;
INSERT INTO warehouse.products (ad_account_id, product_id, platform, title, status, platform_status, currency, batch_id, fetched_at)
SELECT id, '701', platform, 'Lamp', 'active', 'NORMAL', currency, 1, now() FROM warehouse.ad_accounts;

INSERT INTO ops.runs (run_id, kind, status) VALUES ('r1', 'sync', 'succeeded');
INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id, load_mode, status, fetched_at, published_at)
SELECT platform, 'orders', id, '2025-03-03', '2025-03-04', 'r1', 'merge_by_key', 'published', now(), now()
FROM warehouse.ad_accounts;
INSERT INTO ops.data_sync_logs (marketing_account_id, ad_account_id, platform, stream, run_id, sync_type, status, window_start, window_end, started_at)
SELECT id, ad_account_id, platform, 'orders', 'r1', 'full', 'success', '2025-03-03', '2025-03-04', now()
FROM app.marketing_accounts;
INSERT INTO ops.stream_state (ad_account_id, stream, covered_through, last_success_at)
SELECT id, 'orders', '2025-03-03', now() FROM warehouse.ad_accounts;
INSERT INTO ops.loaded_days (ad_account_id, stream, date, fetched_at, batch_id)
SELECT ad_account_id, stream, window_start, fetched_at, id FROM ops.batches;
INSERT INTO ops.touched_days (ad_account_id, date, reason) SELECT ad_account_id, date, 'publish' FROM ops.loaded_days;
INSERT INTO ops.quarantined_rows (batch_id, platform, stream, ad_account_id, date, source_page, source_line, reasons, payload)
SELECT id, platform, stream, ad_account_id, window_start, 0, 0, '{total_amount: expected a number}', '{}' FROM ops.batches;
INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash, schema_version, objects, bytes)
VALUES ('orders', '2023-03-01', 'dropped', 1, '{}', 1, '0003', '[]', 1);
INSERT INTO ops.late_rows (table_name, month, date, batch_id, row_data)
SELECT 'orders', '2023-03-01', '2023-03-31', id, '{}' FROM ops.batches;
INSERT INTO ops.backups (database_name, object_key, bytes, sha256, taken_at, expires_at)
VALUES ('adwarehouse', 'backups/1', 1, repeat('0', 64), now(), now() + interval '30 days');
INSERT INTO ops.alerts (severity, kind, dedupe_key, message, ad_account_id)
SELECT 'error', 'account_failed', 'orders', 'm', id FROM warehouse.ad_accounts;
INSERT INTO ops.alert_deliveries (alert_id, notice, receiver, delivered_at, tried_at)
SELECT id, 'open', 'webhook', now(), now() FROM ops.alerts;
INSERT INTO ops.health (subject, is_healthy, detail) VALUES ('database', true, 'reachable');

SELECT ops.ensure_partition(parent, '2025-03-03')
FROM unnest(ARRAY['warehouse.campaign_metrics', 'warehouse.campaign_metrics_hourly', 'warehouse.metric_revisions',
                  'warehouse.orders', 'warehouse.order_items', 'warehouse.product_metrics',
                  'warehouse.analytics_events', 'app.user_behavior', 'app.page_views', 'app.conversions']::regclass[]) AS parent;
INSERT INTO warehouse.campaign_metrics (date, campaign_id, channel_id, ad_account_id, impressions, clicks, cost, currency, batch_id, fetched_at)
SELECT '2025-03-03', campaign.id, channel.id, campaign.ad_account_id, 1000, 10, 5, campaign.currency, 1, now()
FROM warehouse.campaigns AS campaign JOIN warehouse.channels AS channel ON channel.name = 'shopee_ads';
INSERT INTO warehouse.campaign_metrics_hourly (date, hour, campaign_id, channel_id, ad_account_id, impressions, clicks, cost, currency, batch_id, fetched_at)
SELECT date, 9, campaign_id, channel_id, ad_account_id, impressions, clicks, cost, currency, batch_id, fetched_at
FROM warehouse.campaign_metrics;
INSERT INTO warehouse.metric_revisions (changed_at, table_name, ad_account_id, date, campaign_id, channel_id, kind, measure, old_value, new_value, currency, batch_id, run_id)
SELECT '2025-03-04 00:00+00', 'campaign_metrics', ad_account_id, date, campaign_id, channel_id, 'update', 'clicks', 9, clicks, currency, 1, 'r1'
FROM warehouse.campaign_metrics;
INSERT INTO warehouse.orders (order_date, ad_account_id, order_sn, return_sn, ordered_at, status, platform_status, currency, quantity, items_amount, source_updated_at, batch_id, fetched_at)
SELECT '2025-03-03', id, 'A1', '', '2025-03-03 02:00+00', 'completed', 'COMPLETED', currency, 1, 20, now(), 1, now()
FROM warehouse.ad_accounts;
INSERT INTO warehouse.order_items (order_date, ad_account_id, order_sn, return_sn, line, item_id, quantity, unit_price, amount, currency, batch_id, fetched_at)
SELECT order_date, ad_account_id, order_sn, return_sn, 0, '701', quantity, 20, items_amount, currency, batch_id, fetched_at
FROM warehouse.orders;
INSERT INTO warehouse.product_metrics (date, product_id, ad_account_id, currency, price, batch_id, fetched_at)
SELECT '2025-03-03', id, ad_account_id, currency, 20, 1, now() FROM warehouse.products;
INSERT INTO warehouse.analytics_events (event_date, ad_account_id, event_key, occurred_at, event_type, platform_type, quantity, revenue, currency, metadata, batch_id, fetched_at)
SELECT '2025-03-03', id, 'E1', '2025-03-03 02:00+00', 'conversion', 'SALE', 1, 10, currency, '{}', 1, now()
FROM warehouse.ad_accounts;

INSERT INTO app.products (user_id, team_id, name, price) SELECT id, team_id, 'Lamp', 20 FROM app.users WHERE name = 'Ann';
INSERT INTO app.product_images (product_id, url) SELECT id, 'https://example.com/lamp.png' FROM app.products;
INSERT INTO app.background_versions (product_image_id, url) SELECT id, url FROM app.product_images;
INSERT INTO app.subscription_plans (team_id, name, price, currency) SELECT id, 'Lamp club', 9, 'EUR' FROM app.teams;
INSERT INTO app.campaigns (user_id, team_id, product_id, affiliate_product_id, name, tracking_id)
SELECT product.user_id, product.team_id, product.id, public.id, 'Spring', 'Spring1'
FROM app.products AS product CROSS JOIN warehouse.products AS public;
INSERT INTO app.campaign_drafts (campaign_id) SELECT id FROM app.campaigns;
INSERT INTO app.campaign_publications (campaign_id, marketing_account_id, platform_campaign_id)
SELECT campaign.id, account.id, '71' FROM app.campaigns AS campaign CROSS JOIN app.marketing_accounts AS account;
INSERT INTO app.creatives (campaign_id, name) SELECT id, 'Square' FROM app.campaigns;
INSERT INTO app.creative_assets (creative_id, type) SELECT id, 'text' FROM app.creatives;
INSERT INTO app.ai_generations (user_id, type, service) SELECT user_id, 'copy', 'openai' FROM app.campaigns;
INSERT INTO app.content (user_id, campaign_id, product_id, type, body) SELECT user_id, id, product_id, 'email', 'Hello' FROM app.campaigns;
INSERT INTO app.workflows (user_id, name, trigger_type, actions) SELECT user_id, 'Mail', 'manual', '[]' FROM app.campaigns;
INSERT INTO app.bonuses (campaign_id, name) SELECT id, 'Guide' FROM app.campaigns;
INSERT INTO app.orders (team_id, user_id, total, currency)
SELECT team.id, buyer.id, 20, 'EUR' FROM app.teams AS team CROSS JOIN app.users AS buyer WHERE buyer.name = 'Bo';
INSERT INTO app.payments (team_id, user_id, product_id, amount, currency, status, completed_at)
SELECT orders.team_id, orders.user_id, product.id, 20, 'EUR', 'completed', '2025-03-03 02:00+00'
FROM app.orders AS orders CROSS JOIN app.products AS product;
INSERT INTO app.subscriptions (team_id, user_id, plan_id, created_at)
SELECT orders.team_id, orders.user_id, plan.id, '2025-03-03 02:00+00'
FROM app.orders AS orders CROSS JOIN app.subscription_plans AS plan;
INSERT INTO app.user_behavior (timestamp, team_id, product_id, action)
SELECT '2025-03-03 02:00+00', team_id, id, 'view' FROM app.products;
INSERT INTO app.page_views (timestamp, team_id, page) SELECT '2025-03-03 02:00+00', id, '/' FROM app.teams;
INSERT INTO app.conversions (timestamp, team_id, stage) SELECT '2025-03-03 02:00+00', id, 'visit' FROM app.teams;
INSERT INTO app.user_sessions (team_id) SELECT id FROM app.teams;
INSERT INTO app.ab_tests (team_id, name) SELECT id, 'Red or blue' FROM app.teams;
INSERT INTO app.ab_test_results (test_id, variant) SELECT id, 'A' FROM app.ab_tests;
INSERT INTO app.api_keys (user_id, key_hash) SELECT id, repeat('0', 64) FROM app.users WHERE name = 'Ann';
INSERT INTO app.login_attempts (username, success) VALUES ('ann', false);
INSERT INTO app.api_logs (endpoint, method, status_code) VALUES ('/api/campaigns', 'GET', 500);
INSERT INTO app.security_alerts (type, severity, subject, started_at, description)
VALUES ('failed_logins', 'high', 'ann', '2025-03-03 02:00+00', '20 failed sign-ins in 5 minutes');
INSERT INTO app.budgets (user_id, team_id, name, total_amount, currency, period_type, start_date, end_date)
SELECT id, team_id, 'March', 1000, 'EUR', 'monthly', '2025-03-01', '2025-03-31' FROM app.users WHERE name = 'Ann';
INSERT INTO app.insights (user_id, type, title) SELECT id, 'warning', 'Spend doubled' FROM app.users WHERE name = 'Ann';
INSERT INTO app.reports (user_id, title, report_type, date_from, date_to)
SELECT id, 'March', 'monthly', '2025-03-01', '2025-03-31' FROM app.users WHERE name = 'Ann';
