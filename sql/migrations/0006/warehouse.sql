-- purpose: facts and dimensions belong to those who are connected to their account. Exchange rates, currencies and
--   channels are everybody's.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['campaigns', 'campaign_metrics', 'campaign_metrics_hourly', 'metric_revisions', 'products',
                                'product_metrics', 'orders', 'order_items', 'analytics_events'] LOOP
        PERFORM ops.set_apart(format('warehouse.%I', name)::regclass,
                              'ad_account_id = ANY (ARRAY(SELECT app.visible_accounts()))');
    END LOOP;
    PERFORM ops.set_apart('warehouse.ad_accounts', 'id = ANY (ARRAY(SELECT app.visible_accounts()))');
    PERFORM ops.set_apart('warehouse.campaign_history', 'campaign_id IN (SELECT id FROM warehouse.campaigns)');
END
$$;
