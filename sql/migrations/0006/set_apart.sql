-- purpose: one shape of policies for every table with tenants' rows; a later migration calls it for its own tables
CREATE FUNCTION ops.set_apart(relation regclass, seen text, written text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    may_write text := $rule$(SELECT app.person_role()) <> 'viewer'$rule$;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
    EXECUTE format('CREATE POLICY pipeline ON %s TO adwarehouse_loader USING (true) WITH CHECK (true)', relation);
    EXECUTE format('CREATE POLICY tenants_see ON %s FOR SELECT TO adwarehouse_app, adwarehouse_manager, adwarehouse_analyst
                    USING (%s)', relation, seen);
    IF written IS NOT NULL THEN
        EXECUTE format('CREATE POLICY tenants_add ON %s FOR INSERT TO adwarehouse_app WITH CHECK (%s AND (%s))',
                       relation, may_write, written);
        EXECUTE format('CREATE POLICY tenants_change ON %s FOR UPDATE TO adwarehouse_app
                        USING (%2$s AND (%3$s)) WITH CHECK (%2$s AND (%4$s))', relation, may_write, seen, written);
        EXECUTE format('CREATE POLICY tenants_remove ON %s FOR DELETE TO adwarehouse_app USING (%s AND (%s))',
                       relation, may_write, seen);
    END IF;
END
$$;
COMMENT ON FUNCTION ops.set_apart IS
    'Row-level security for a table: the pipeline reaches every row, people the ones that `seen` is true for; the application may write those, and leave them only as `written` allows';
