-- purpose: how fresh an account is, is told to those who see the account; everything else of the pipeline's books is for
--   admins. Queues are the pipeline's alone: nobody else has a grant on them.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['data_sync_logs', 'stream_state', 'loaded_days'] LOOP
        PERFORM ops.set_apart(format('ops.%I', name)::regclass, 'ad_account_id = ANY (ARRAY(SELECT app.visible_accounts()))');
    END LOOP;
    FOREACH name IN ARRAY ARRAY['runs', 'batches', 'quarantined_rows', 'archive_manifest', 'backups', 'alerts',
                                'alert_deliveries', 'health'] LOOP
        PERFORM ops.set_apart(format('ops.%I', name)::regclass, $rule$(SELECT app.person_role()) = 'admin'$rule$);
    END LOOP;
END
$$;
