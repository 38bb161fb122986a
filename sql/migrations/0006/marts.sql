-- purpose: a mart's rows belong to the user, team or account that they name; a mart that names none is everybody's
DO $$
DECLARE
    mart record;
BEGIN
    FOR mart IN
        SELECT pg_class.oid::regclass AS name, string_agg(rule, ' OR ' ORDER BY priority, attname) AS seen
        FROM pg_class
        JOIN (VALUES (1, 'user_id', 'user_id = ANY (ARRAY(SELECT app.visible_people()))'),
                     (1, 'team_id', 'team_id = ANY (ARRAY(SELECT app.visible_teams()))'),
                     (2, 'ad_account_id', 'ad_account_id = ANY (ARRAY(SELECT app.visible_accounts()))'))
            AS rules (priority, attname, rule) ON true
        JOIN pg_attribute USING (attname)
        WHERE relnamespace = 'marts'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND attrelid = pg_class.oid
        GROUP BY pg_class.oid, priority
        HAVING priority = 1 OR NOT EXISTS (SELECT FROM pg_attribute AS other
                                           WHERE other.attrelid = pg_class.oid AND other.attname IN ('user_id', 'team_id'))
    LOOP
        PERFORM ops.set_apart(mart.name, mart.seen);
    END LOOP;
END
$$;
