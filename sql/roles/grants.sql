-- purpose: who may do what; row-level security says with which rows. Grants are on parents only: rows of a partition are
--   reached through its parent. Analysts get columns where a table has secrets, personal data or what people wrote freely.
-- idempotence: revokes what is there first, so that the file is the whole truth; run as the owner
REVOKE ALL ON ALL TABLES IN SCHEMA app, warehouse, marts, ops FROM PUBLIC, adwarehouse_loader, adwarehouse_app,
    adwarehouse_manager, adwarehouse_analyst;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA app, ops FROM PUBLIC, adwarehouse_loader, adwarehouse_app, adwarehouse_manager,
    adwarehouse_analyst;
REVOKE ALL ON SCHEMA app, warehouse, marts, ops, staging FROM PUBLIC, adwarehouse_loader, adwarehouse_app,
    adwarehouse_manager, adwarehouse_analyst;
GRANT USAGE ON SCHEMA app, warehouse, marts, ops TO adwarehouse_loader, adwarehouse_app, adwarehouse_manager,
    adwarehouse_analyst;
GRANT USAGE, CREATE ON SCHEMA staging TO adwarehouse_loader;
GRANT SELECT ON ops.schema_version TO adwarehouse_loader, adwarehouse_app, adwarehouse_manager, adwarehouse_analyst;
GRANT EXECUTE ON FUNCTION app.current_person, app.person_role, app.visible_teams, app.managed_teams, app.visible_people,
    app.teammates, app.visible_accounts, app.find_products, app.find_offers
    TO adwarehouse_loader, adwarehouse_app, adwarehouse_manager, adwarehouse_analyst;

-- The pipeline
GRANT SELECT, INSERT, UPDATE ON app.users, app.teams, app.team_members, app.marketing_accounts TO adwarehouse_loader;
GRANT SELECT ON app.login_roles TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE ON app.subscription_changes TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.products, app.product_images, app.background_versions, app.subscription_plans,
    app.campaigns, app.campaign_drafts, app.campaign_publications, app.creatives, app.creative_assets, app.ai_generations,
    app.content, app.workflows, app.bonuses, app.orders, app.payments, app.subscriptions, app.user_behavior,
    app.page_views, app.conversions, app.user_sessions, app.ab_tests, app.ab_test_results, app.api_keys,
    app.login_attempts, app.api_logs, app.security_alerts, app.budgets, app.insights, app.reports TO adwarehouse_loader;
GRANT SELECT ON warehouse.currencies TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE ON warehouse.ad_accounts, warehouse.campaigns, warehouse.campaign_history,
    warehouse.channels, warehouse.channel_map, warehouse.orders, warehouse.products, warehouse.product_metrics,
    warehouse.analytics_events TO adwarehouse_loader;
GRANT SELECT, INSERT ON warehouse.metric_revisions TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON warehouse.campaign_metrics, warehouse.campaign_metrics_hourly,
    warehouse.order_items, warehouse.fx_rates TO adwarehouse_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ops.runs, ops.batches, ops.data_sync_logs, ops.stream_state, ops.loaded_days,
    ops.touched_days, ops.touched_records, ops.quarantined_rows, ops.late_rows, ops.alerts, ops.alert_deliveries, ops.health
    TO adwarehouse_loader;
GRANT SELECT ON ops.archive_manifest, ops.backups TO adwarehouse_loader;
GRANT EXECUTE ON FUNCTION ops.partition_name, ops.ensure_partition TO adwarehouse_loader;

-- The application: its own records, as the user it names. Which ad account a connection leads to, and that it may, is
-- for the pipeline to say, after the platform accepted the token.
GRANT SELECT, INSERT, UPDATE, DELETE ON app.users, app.teams, app.team_members, app.products, app.product_images,
    app.background_versions, app.subscription_plans, app.campaigns, app.campaign_drafts, app.campaign_publications,
    app.creatives, app.creative_assets, app.ai_generations, app.content, app.workflows, app.bonuses, app.orders,
    app.payments, app.subscriptions, app.user_behavior, app.page_views, app.conversions, app.user_sessions, app.ab_tests,
    app.ab_test_results, app.api_keys, app.budgets, app.reports TO adwarehouse_app;
GRANT SELECT, DELETE,
    INSERT (id, user_id, team_id, platform, account_id, account_name, access_token, refresh_token, token_expires_at,
            renewable_until, access_ends_at, settings),
    UPDATE (team_id, account_name, access_token, refresh_token, token_expires_at, renewable_until, access_ends_at,
            status, is_connected, settings)
    ON app.marketing_accounts TO adwarehouse_app;
GRANT SELECT, UPDATE (is_read, is_applied), DELETE ON app.insights TO adwarehouse_app;
GRANT SELECT, INSERT ON app.login_attempts, app.api_logs TO adwarehouse_app;
GRANT SELECT, UPDATE (resolved) ON app.security_alerts TO adwarehouse_app;
GRANT SELECT ON app.subscription_changes TO adwarehouse_app;

-- What everybody reads alike: facts, dimensions, how fresh they are
GRANT SELECT ON warehouse.currencies, warehouse.fx_rates, warehouse.channels, warehouse.channel_map,
    warehouse.ad_accounts, warehouse.campaigns, warehouse.campaign_history, warehouse.campaign_metrics,
    warehouse.campaign_metrics_hourly, warehouse.metric_revisions, warehouse.products, warehouse.product_metrics,
    warehouse.orders, warehouse.order_items, warehouse.analytics_events, ops.data_sync_logs, ops.stream_state,
    ops.loaded_days TO adwarehouse_app, adwarehouse_manager, adwarehouse_analyst;

-- Managers: their teams' people by name, never their secrets; for admins among them the pipeline's books
GRANT SELECT (id, email, name, company_name, avatar_url, country, role, tier, status, team_id, permissions, settings,
              is_email_verified, is_active, trial_ends_at, last_login_at, created_at, updated_at)
    ON app.users TO adwarehouse_manager;
GRANT SELECT ON app.login_roles, app.security_alerts, app.login_attempts, app.api_logs, app.background_versions,
    app.ai_generations, app.workflows TO adwarehouse_manager;
GRANT SELECT ON ops.runs, ops.batches, ops.archive_manifest, ops.backups, ops.alerts, ops.alert_deliveries, ops.health
    TO adwarehouse_manager;
GRANT SELECT (id, batch_id, platform, stream, ad_account_id, date, source_page, source_line, reasons, status, created_at,
              updated_at)
    ON ops.quarantined_rows TO adwarehouse_manager;
GRANT SELECT (id, table_name, month, date, batch_id, merged_at, created_at) ON ops.late_rows TO adwarehouse_manager;

-- Analysts and managers: the application's records without secrets
GRANT SELECT (id, country, role, tier, status, team_id, is_active, created_at, updated_at)
    ON app.users TO adwarehouse_analyst;
GRANT SELECT (id, product_image_id, url, storage_path, request_id, processing_time, is_active, created_at, updated_at)
    ON app.background_versions TO adwarehouse_analyst;
GRANT SELECT (id, user_id, type, service, request_id, processing_time, cost_credits, created_at, updated_at)
    ON app.ai_generations TO adwarehouse_analyst;
GRANT SELECT (id, user_id, name, trigger_type, status, last_run_at, next_run_at, created_at, updated_at)
    ON app.workflows TO adwarehouse_analyst;
GRANT SELECT (id, user_id, team_id, platform, account_id, account_name, ad_account_id, token_expires_at, renewable_until,
              access_ends_at, status, is_connected, settings, created_at, updated_at)
    ON app.marketing_accounts TO adwarehouse_manager, adwarehouse_analyst;
GRANT SELECT (id, user_id, active, created_at, updated_at) ON app.api_keys TO adwarehouse_manager, adwarehouse_analyst;
GRANT SELECT (id, team_id, name, price, currency, interval, features, created_at, updated_at)
    ON app.subscription_plans TO adwarehouse_manager, adwarehouse_analyst;
GRANT SELECT (id, team_id, user_id, product_id, amount, currency, status, completed_at, failed_at, refunded_amount,
              refunded_at, charged_back_at, created_at, updated_at)
    ON app.payments TO adwarehouse_manager, adwarehouse_analyst;
GRANT SELECT (id, team_id, user_id, plan_id, status, current_period_start, current_period_end, cancelled_at, created_at,
              updated_at)
    ON app.subscriptions TO adwarehouse_manager, adwarehouse_analyst;
GRANT SELECT (id, user_id, team_id, product_id, affiliate_product_id, name, platform, type, objective, funnel_type,
              target_segment, status, budget, currency, start_date, end_date, starts_at, ends_at, launched_at,
              affiliate_link, tracking_id, channels, audience_config, platform_config, creative_config, publish_config,
              settings, conversions, source, legacy_id, created_at, updated_at)
    ON app.campaigns TO adwarehouse_manager, adwarehouse_analyst;
GRANT SELECT ON app.teams, app.team_members, app.products, app.product_images, app.campaign_drafts,
    app.campaign_publications, app.creatives, app.creative_assets, app.content, app.bonuses, app.orders,
    app.subscription_changes, app.user_behavior, app.page_views, app.conversions, app.user_sessions, app.ab_tests,
    app.ab_test_results, app.budgets, app.insights, app.reports TO adwarehouse_manager, adwarehouse_analyst;

-- Marts, all of them: the pipeline writes the tables, everybody reads
DO $$
DECLARE
    mart record;
BEGIN
    FOR mart IN SELECT oid::regclass AS name, relkind FROM pg_class
                WHERE relnamespace = 'marts'::regnamespace AND relkind IN ('r', 'p', 'v') AND NOT relispartition LOOP
        EXECUTE 'GRANT SELECT ON ' || mart.name
                || ' TO adwarehouse_loader, adwarehouse_app, adwarehouse_manager, adwarehouse_analyst';
        IF mart.relkind <> 'v' THEN
            EXECUTE 'GRANT INSERT, UPDATE, DELETE ON ' || mart.name || ' TO adwarehouse_loader';
        END IF;
    END LOOP;
END
$$;
