-- purpose: whose the application's records are. What a row becomes is narrower than what is seen: nobody puts a row into
--   another's books, nor points one at an account, connection, campaign, product or plan that is not theirs and so has it told.
--   People come by an admin (the application's own service user signs them up) or the loader, and so do new members of a
--   team: a manager sees what members own, so nobody may be made a member by the manager alone.
DO $$
DECLARE
    own text := 'user_id = ANY (ARRAY(SELECT app.visible_people()))';
    team text := 'team_id = ANY (ARRAY(SELECT app.visible_teams()))';
    shared text := own || ' OR ' || team;
    kept text := format('CASE WHEN team_id IS NULL THEN %s ELSE %s AND user_id = ANY (ARRAY(SELECT app.teammates())) END', own, team);
    admin text := $rule$(SELECT app.person_role()) = 'admin'$rule$;
    campaign text := 'campaign_id = ANY (ARRAY(SELECT id FROM app.campaigns))';
    product text := 'product_id = ANY (ARRAY(SELECT id FROM app.products))';
    creative text := 'creative_id = ANY (ARRAY(SELECT id FROM app.creatives))';
    picture text := 'product_image_id = ANY (ARRAY(SELECT id FROM app.product_images))';
    test text := 'test_id = ANY (ARRAY(SELECT id FROM app.ab_tests))';
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['subscription_plans', 'orders', 'page_views', 'conversions', 'user_sessions', 'ab_tests'] LOOP
        PERFORM ops.set_apart(format('app.%I', name)::regclass, team, team);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['ai_generations', 'workflows', 'api_keys', 'reports'] LOOP
        PERFORM ops.set_apart(format('app.%I', name)::regclass, own, own);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['campaign_drafts', 'creatives', 'bonuses'] LOOP
        PERFORM ops.set_apart(format('app.%I', name)::regclass, campaign, campaign);
    END LOOP;

    PERFORM ops.set_apart('app.products', shared, kept);
    PERFORM ops.set_apart('app.user_behavior', team, format('%s AND %s', team, product));
    PERFORM ops.set_apart('app.payments', team, format('%s AND (product_id IS NULL OR %s)', team, product));
    PERFORM ops.set_apart('app.subscriptions', team, format(
        '%s AND plan_id IN (SELECT id FROM app.subscription_plans)', team));
    PERFORM ops.set_apart('app.campaigns', shared, format('(%s) AND (product_id IS NULL OR %s)', kept, product));
    PERFORM ops.set_apart('app.budgets', shared, format(
        '(%s) AND (ad_account_id IS NULL OR ad_account_id = ANY (ARRAY(SELECT app.visible_accounts())))
         AND (campaign_id IS NULL OR campaign_id IN (SELECT id FROM warehouse.campaigns))', kept));
    PERFORM ops.set_apart('app.insights', own, own);
    PERFORM ops.set_apart('app.content', format('%s OR %s', own, campaign), format(
        '(%s) AND (campaign_id IS NULL OR %s) AND (product_id IS NULL OR %s)', own, campaign, product));
    PERFORM ops.set_apart('app.campaign_publications', campaign, format(
        '%s AND marketing_account_id IN (SELECT id FROM app.marketing_accounts)', campaign));
    PERFORM ops.set_apart('app.creative_assets', creative, creative);
    PERFORM ops.set_apart('app.product_images', product, product);
    PERFORM ops.set_apart('app.background_versions', picture, picture);
    PERFORM ops.set_apart('app.ab_test_results', test, test);
    PERFORM ops.set_apart('app.subscription_changes', 'subscription_id = ANY (ARRAY(SELECT id FROM app.subscriptions))');

    PERFORM ops.set_apart('app.marketing_accounts', shared, kept);
    ALTER POLICY tenants_change ON app.marketing_accounts USING (
        (SELECT app.person_role()) <> 'viewer' AND status <> 'removed'
        AND (user_id = ANY (ARRAY(SELECT app.visible_people())) OR team_id = ANY (ARRAY(SELECT app.visible_teams()))));

    PERFORM ops.set_apart('app.users', 'id = ANY (ARRAY(SELECT app.teammates()))', admin);
    ALTER POLICY tenants_change ON app.users
        USING (id = (SELECT app.current_person()) OR (SELECT app.person_role()) = 'admin')
        WITH CHECK ((SELECT app.person_role()) = 'admin'
                    OR (id = (SELECT app.current_person()) AND role = (SELECT app.person_role())
                        AND (team_id IS NULL OR team_id = ANY (ARRAY(SELECT app.visible_teams())))));
    ALTER POLICY tenants_remove ON app.users USING ((SELECT app.person_role()) = 'admin');

    PERFORM ops.set_apart('app.teams', 'owner_id = (SELECT app.current_person()) OR id = ANY (ARRAY(SELECT app.visible_teams()))',
                          format('owner_id = (SELECT app.current_person()) OR %s', admin));
    ALTER POLICY tenants_change ON app.teams
        USING ((SELECT app.person_role()) <> 'viewer' AND id = ANY (ARRAY(SELECT app.managed_teams())))
        WITH CHECK (id = ANY (ARRAY(SELECT app.managed_teams())) AND owner_id = ANY (ARRAY(SELECT app.teammates())));
    ALTER POLICY tenants_remove ON app.teams
        USING ((SELECT app.person_role()) <> 'viewer' AND id = ANY (ARRAY(SELECT app.managed_teams())));

    PERFORM ops.set_apart('app.team_members', team, format(
        '%s OR (team_id = ANY (ARRAY(SELECT app.managed_teams())) AND %s)', admin, own));
    ALTER POLICY tenants_change ON app.team_members
        USING ((SELECT app.person_role()) <> 'viewer' AND team_id = ANY (ARRAY(SELECT app.managed_teams())));
    ALTER POLICY tenants_remove ON app.team_members
        USING ((SELECT app.person_role()) <> 'viewer' AND team_id = ANY (ARRAY(SELECT app.managed_teams())));
    PERFORM ops.set_apart('app.login_roles', own);

    PERFORM ops.set_apart('app.security_alerts', admin, admin);
    FOREACH name IN ARRAY ARRAY['login_attempts', 'api_logs'] LOOP
        PERFORM ops.set_apart(format('app.%I', name)::regclass, admin);
        EXECUTE format('CREATE POLICY tenants_add ON app.%I FOR INSERT TO adwarehouse_app WITH CHECK (true)', name);
    END LOOP;
END
$$;
