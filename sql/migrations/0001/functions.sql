-- purpose: what the loader may have done in the owner's name, and what the application's changes set off.

CREATE FUNCTION ops.partition_name(parent regclass, day date) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT relname || to_char(day, '"_"YYYY"_"MM') FROM pg_class WHERE oid = parent
$$;
COMMENT ON FUNCTION ops.partition_name IS 'Unqualified name of the monthly partition that holds a day';

CREATE FUNCTION ops.ensure_partition(parent regclass, day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '10s' AS $$
DECLARE
    first_day date := date_trunc('month', day::timestamp)::date;
    next_month date := (date_trunc('month', day::timestamp) + interval '1 month')::date;
    child text := ops.partition_name(parent, day);
    home text := (SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = parent);
    parent_name text := (SELECT relname FROM pg_class WHERE oid = parent);
    zone text;
BEGIN
    IF home NOT IN ('warehouse', 'ops') THEN
        RAISE EXCEPTION 'ensure_partition: % is not a table of this warehouse', parent;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('partition ' || home || '.' || child, 0));
    IF EXISTS (SELECT FROM ops.archive_manifest
               WHERE table_name = parent_name AND month = first_day AND state IN ('serving_archive', 'dropped')) THEN
        RAISE EXCEPTION USING ERRCODE = 'AW001', MESSAGE = format(
            '%s of %s is served by the archive; `adwarehouse restore --month %s` brings it back',
            parent_name, to_char(first_day, 'YYYY-MM'), to_char(first_day, 'YYYY-MM'));
    END IF;
    IF EXISTS (SELECT FROM pg_inherits WHERE inhparent = parent AND inhrelid = to_regclass(format('%I.%I', home, child))) THEN
        RETURN false;
    END IF;
    SELECT CASE WHEN atttypid = 'timestamptz'::regtype THEN ' 00:00:00+00' ELSE '' END INTO STRICT zone
    FROM pg_partitioned_table JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]
    WHERE partrelid = parent;
    EXECUTE format('CREATE TABLE %I.%I (LIKE %s INCLUDING ALL)', home, child, parent);
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)',
                   parent, home, child, first_day || zone, next_month || zone);
    RETURN true;
END
$$;
COMMENT ON FUNCTION ops.ensure_partition IS
    'Make the monthly partition of a day exist; true when it was created. Refuses (AW001) a month that the archive serves. Call it in a transaction of its own';

CREATE FUNCTION ops.touch_account(account bigint, people uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO ops.touched_days (ad_account_id, date, user_id, reason)
    SELECT DISTINCT ad_account_id, date, person, 'membership'
    FROM ops.loaded_days CROSS JOIN unnest(people) AS person
    WHERE ad_account_id = account AND person IS NOT NULL
$$;
COMMENT ON FUNCTION ops.touch_account IS 'Have every loaded day of an account recomputed in the marts of some people';

CREATE FUNCTION ops.connection_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    side record;
BEGIN
    FOR side IN
        SELECT OLD.ad_account_id AS account, OLD.user_id AS person, OLD.team_id AS team WHERE TG_OP <> 'INSERT'
        UNION SELECT NEW.ad_account_id, NEW.user_id, NEW.team_id WHERE TG_OP <> 'DELETE'
    LOOP
        PERFORM ops.touch_account(side.account, ARRAY(
            SELECT side.person UNION SELECT user_id FROM app.team_members WHERE team_id = side.team));
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ops.connection_changed IS 'A connection came, went or moved: the marts of the people concerned are recomputed';
CREATE TRIGGER connection_appeared AFTER INSERT OR DELETE ON app.marketing_accounts
    FOR EACH ROW EXECUTE FUNCTION ops.connection_changed();
CREATE TRIGGER connection_moved AFTER UPDATE ON app.marketing_accounts FOR EACH ROW
    WHEN ((OLD.user_id, OLD.team_id, OLD.ad_account_id, OLD.status)
          IS DISTINCT FROM (NEW.user_id, NEW.team_id, NEW.ad_account_id, NEW.status))
    EXECUTE FUNCTION ops.connection_changed();

CREATE FUNCTION ops.people_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    people uuid[];
BEGIN
    people := CASE TG_TABLE_NAME
        WHEN 'users' THEN ARRAY[(after ->> 'id')::uuid]
        WHEN 'team_members' THEN ARRAY[(before ->> 'user_id')::uuid, (after ->> 'user_id')::uuid]
        ELSE ARRAY(SELECT id FROM app.users WHERE team_id = (after ->> 'id')::uuid) END;
    PERFORM ops.touch_account(ad_account_id, people)
    FROM (SELECT DISTINCT ad_account_id FROM app.marketing_accounts
          WHERE ad_account_id IS NOT NULL
            AND (user_id = ANY (people)
                 OR team_id IN ((before ->> 'team_id')::uuid, (after ->> 'team_id')::uuid)
                 OR team_id IN (SELECT team_id FROM app.team_members WHERE user_id = ANY (people)))) AS connected;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ops.people_changed IS 'A membership or a reporting currency changed: the marts of the people concerned are recomputed';
CREATE TRIGGER membership_changed AFTER INSERT OR UPDATE OR DELETE ON app.team_members
    FOR EACH ROW EXECUTE FUNCTION ops.people_changed();
CREATE TRIGGER team_settings_changed AFTER UPDATE ON app.teams FOR EACH ROW
    WHEN (OLD.settings IS DISTINCT FROM NEW.settings) EXECUTE FUNCTION ops.people_changed();
CREATE TRIGGER user_settings_changed AFTER UPDATE ON app.users FOR EACH ROW
    WHEN ((OLD.settings, OLD.team_id) IS DISTINCT FROM (NEW.settings, NEW.team_id)) EXECUTE FUNCTION ops.people_changed();
