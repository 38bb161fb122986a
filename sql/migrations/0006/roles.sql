-- purpose: policies name roles, so these must exist; they belong to the whole cluster and stay when the schema goes
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['adwarehouse_loader', 'adwarehouse_app', 'adwarehouse_manager', 'adwarehouse_analyst'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I', name);
        END IF;
    END LOOP;
END
$$;
