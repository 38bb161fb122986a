-- purpose: take back what the application's changes set off.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT relname FROM pg_class
                WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition LOOP
        EXECUTE format('DROP TRIGGER updated_at_is_now ON app.%I', name);
    END LOOP;
END
$$;
DROP FUNCTION app.set_updated_at, ops.touch_records CASCADE;
DROP TABLE ops.touched_records;
