-- purpose: what the application's changes set off: a queue of days, tests and subscriptions that the marts recompute.
CREATE TABLE ops.touched_records (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL CONSTRAINT touched_records_subject_is_known
        CHECK (subject IN ('team_day', 'user_day', 'ab_test', 'team_subscriptions')),
    subject_id uuid NOT NULL,
    date date,
    touched_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT touched_records_day_has_its_date CHECK ((subject IN ('team_day', 'user_day')) = (date IS NOT NULL))
);
COMMENT ON TABLE ops.touched_records IS 'What the application''s changes touched in the marts; consumed by the refresh';
COMMENT ON COLUMN ops.touched_records.id IS 'Entry';
COMMENT ON COLUMN ops.touched_records.subject IS 'team_day, user_day, ab_test or team_subscriptions';
COMMENT ON COLUMN ops.touched_records.subject_id IS 'Team, user or test that it is about';
COMMENT ON COLUMN ops.touched_records.date IS 'Day in the team''s zone; NULL for subjects that are not days';
COMMENT ON COLUMN ops.touched_records.touched_at IS 'When';

CREATE FUNCTION ops.touch_records() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject text := TG_ARGV[0];
    sides text := concat_ws(' UNION ALL ', CASE WHEN TG_OP <> 'INSERT' THEN 'SELECT * FROM old_rows' END,
                                           CASE WHEN TG_OP <> 'DELETE' THEN 'SELECT * FROM new_rows' END);
    moments text := (SELECT string_agg('side.' || quote_ident(name), ', ') FROM unnest(TG_ARGV[1:]) AS name);
BEGIN
    EXECUTE format(CASE subject
        WHEN 'team_day' THEN
            'INSERT INTO ops.touched_records (subject, subject_id, date)
             SELECT DISTINCT %1$L, side.team_id, timezone(coalesce(team.settings ->> ''timezone'', ''UTC''), moment.at)::date
             FROM (%2$s) AS side CROSS JOIN LATERAL unnest(ARRAY[%3$s]) AS moment (at)
             JOIN app.teams AS team ON team.id = side.team_id
             WHERE moment.at IS NOT NULL'
        WHEN 'user_day' THEN
            'INSERT INTO ops.touched_records (subject, subject_id, date)
             SELECT DISTINCT %1$L, side.user_id, timezone(coalesce(team.settings ->> ''timezone'', ''UTC''), moment.at)::date
             FROM (%2$s) AS side CROSS JOIN LATERAL unnest(ARRAY[%3$s]) AS moment (at)
             JOIN app.users AS person ON person.id = side.user_id
             LEFT JOIN app.teams AS team ON team.id = person.team_id
             WHERE moment.at IS NOT NULL'
        WHEN 'ab_test' THEN
            'INSERT INTO ops.touched_records (subject, subject_id)
             SELECT DISTINCT %1$L, side.%4$I FROM (%2$s) AS side'
        WHEN 'team_subscriptions' THEN
            'INSERT INTO ops.touched_records (subject, subject_id)
             SELECT DISTINCT %1$L, subscription.team_id
             FROM (%2$s) AS side JOIN app.subscriptions AS subscription ON subscription.id = side.%4$I'
        END, subject, sides, moments, TG_ARGV[1]);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ops.touch_records IS
    'Queue what the rows that a statement wrote belong to: (team_day | user_day, moment columns ...), (ab_test | team_subscriptions, id column)';

DO $$
DECLARE
    source record;
    event text;
BEGIN
    FOR source IN SELECT * FROM (VALUES
        ('payments', '''team_day'', ''completed_at'', ''refunded_at'', ''charged_back_at'''),
        ('orders', '''team_day'', ''created_at'''),
        ('user_behavior', '''team_day'', ''timestamp'''),
        ('page_views', '''team_day'', ''timestamp'''),
        ('conversions', '''team_day'', ''timestamp'''),
        ('ai_generations', '''user_day'', ''created_at'''),
        ('ab_tests', '''ab_test'', ''id'''),
        ('ab_test_results', '''ab_test'', ''test_id'''),
        ('subscription_changes', '''team_subscriptions'', ''subscription_id''')) AS sources (name, arguments)
    LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            EXECUTE format(
                'CREATE TRIGGER %I AFTER %s ON app.%I REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION ops.touch_records(%s)',
                'touched_by_' || lower(event), event, source.name,
                CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows' WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
                           ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows' END,
                source.arguments);
        END LOOP;
    END LOOP;
END
$$;

CREATE FUNCTION app.set_updated_at() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION app.set_updated_at IS 'updated_at tells when a row was written last, whoever wrote it';
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT relname FROM pg_class
                WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition LOOP
        EXECUTE format('CREATE TRIGGER updated_at_is_now BEFORE UPDATE ON app.%I FOR EACH ROW EXECUTE FUNCTION app.set_updated_at()', name);
    END LOOP;
END
$$;
