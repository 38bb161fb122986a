-- purpose: take every policy back; the roles stay, they belong to the whole cluster
DO $$
DECLARE
    policy record;
BEGIN
    FOR policy IN SELECT format('%I.%I', schemaname, tablename) AS relation, policyname AS name FROM pg_policies
                  WHERE schemaname IN ('app', 'warehouse', 'marts', 'ops') LOOP
        EXECUTE format('DROP POLICY %I ON %s', policy.name, policy.relation);
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', policy.relation);
    END LOOP;
END
$$;
DROP FUNCTION app.find_offers, app.find_products, ops.set_apart, app.visible_accounts, app.teammates, app.visible_people,
    app.managed_teams, app.visible_teams, app.person_role, app.current_person;
