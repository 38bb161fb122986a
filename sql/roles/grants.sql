-- purpose: who may do what. Grants are on parents only: rows of a partition are reached through its parent
-- idempotence: revokes what is there first, so that the file is the whole truth; run as the owner
REVOKE ALL ON ALL TABLES IN SCHEMA app, warehouse, marts, ops FROM adwarehouse_loader, adwarehouse_app,
    adwarehouse_manager, adwarehouse_analyst;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ops FROM PUBLIC, adwarehouse_loader;
GRANT USAGE ON SCHEMA app, warehouse, marts, ops TO adwarehouse_loader;
GRANT USAGE, CREATE ON SCHEMA staging TO adwarehouse_loader;

GRANT SELECT ON ops.schema_version TO adwarehouse_loader, adwarehouse_app, adwarehouse_manager, adwarehouse_analyst;
GRANT SELECT, INSERT, UPDATE ON app.users, app.teams, app.team_members, app.marketing_accounts TO adwarehouse_loader;
GRANT SELECT ON app.login_roles TO adwarehouse_loader;
GRANT SELECT ON warehouse.currencies TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE ON warehouse.ad_accounts, warehouse.campaigns, warehouse.campaign_history,
    warehouse.fx_rates, warehouse.channels, warehouse.channel_map TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON warehouse.campaign_metrics, warehouse.campaign_metrics_hourly TO adwarehouse_loader;
GRANT SELECT, INSERT ON warehouse.metric_revisions TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE ON warehouse.orders, warehouse.products, warehouse.product_metrics,
    warehouse.analytics_events TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON warehouse.order_items TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON marts.account_channel_daily, marts.channel_performance TO adwarehouse_loader;
GRANT SELECT ON marts.campaign_metrics_all, marts.performance_data, marts.changed_numbers TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ops.runs, ops.batches, ops.data_sync_logs, ops.stream_state, ops.loaded_days,
    ops.touched_days, ops.quarantined_rows, ops.late_rows, ops.alerts, ops.health TO adwarehouse_loader;
GRANT SELECT ON ops.archive_manifest, ops.backups TO adwarehouse_loader;
GRANT EXECUTE ON FUNCTION ops.partition_name, ops.ensure_partition TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ops.alert_deliveries, warehouse.fx_rates TO adwarehouse_loader;

GRANT USAGE ON SCHEMA app TO adwarehouse_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.users, app.teams, app.team_members, app.marketing_accounts TO adwarehouse_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.products, app.product_images, app.background_versions, app.subscription_plans,
    app.campaigns, app.campaign_drafts, app.campaign_publications, app.creatives, app.creative_assets, app.ai_generations,
    app.content, app.workflows, app.bonuses, app.orders, app.payments, app.subscriptions, app.user_behavior,
    app.page_views, app.conversions, app.user_sessions, app.ab_tests, app.ab_test_results, app.api_keys,
    app.login_attempts, app.api_logs, app.security_alerts, app.budgets, app.insights, app.reports
    TO adwarehouse_loader, adwarehouse_app;
GRANT SELECT ON app.subscription_changes TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ops.touched_records TO adwarehouse_loader;
