-- purpose: refuse the application's tables again.
CREATE OR REPLACE FUNCTION ops.ensure_partition(parent regclass, day date) RETURNS boolean
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
