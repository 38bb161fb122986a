-- purpose: who is asking, and what is theirs. Policies call these in a subselect of its own, so once a query.
--   session_user decides and not current_user: SET ROLE changes nothing. A login of app.login_roles is its user. A session of
--   the application is the user it names in the setting adwarehouse.user_id; that setting means nothing to anyone else.
--   Everybody else, and everybody who may not sign in, is nobody: NULL.
CREATE FUNCTION app.current_person() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT id FROM app.users
    WHERE is_active AND id = coalesce(
        (SELECT user_id FROM app.login_roles WHERE login = session_user),
        CASE WHEN pg_has_role(session_user, 'adwarehouse_app', 'MEMBER')
             THEN nullif(current_setting('adwarehouse.user_id', true), '')::uuid END)
$$;
COMMENT ON FUNCTION app.current_person IS 'The user who is asking: that of the login, or for the application the one in adwarehouse.user_id; NULL for nobody';

CREATE FUNCTION app.person_role() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT role FROM app.users WHERE id = app.current_person()
$$;
COMMENT ON FUNCTION app.person_role IS 'admin, manager, analyst or viewer: the role of the user who is asking; NULL for nobody';

CREATE FUNCTION app.visible_teams() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    person uuid := app.current_person();
BEGIN
    IF person IS NULL THEN
        RETURN;
    ELSIF app.person_role() = 'admin' THEN
        RETURN QUERY SELECT id FROM app.teams;
    ELSE
        RETURN QUERY SELECT id FROM app.teams WHERE owner_id = person
                     UNION SELECT team_id FROM app.team_members WHERE user_id = person AND is_active;
    END IF;
END
$$;
COMMENT ON FUNCTION app.visible_teams IS 'Teams that the user who is asking owns or belongs to; all for an admin';

CREATE FUNCTION app.managed_teams() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    person uuid := app.current_person();
BEGIN
    IF app.person_role() IN ('admin', 'manager') THEN
        RETURN QUERY SELECT app.visible_teams();
    ELSE
        RETURN QUERY SELECT id FROM app.teams WHERE owner_id = person
                     UNION SELECT team_id FROM app.team_members
                           WHERE user_id = person AND is_active AND role IN ('owner', 'admin');
    END IF;
END
$$;
COMMENT ON FUNCTION app.managed_teams IS 'Teams that the user who is asking looks after: as their owner or admin, or as a manager who belongs to them';

CREATE FUNCTION app.visible_people() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    person uuid := app.current_person();
BEGIN
    IF person IS NULL THEN
        RETURN;
    ELSIF app.person_role() = 'admin' THEN
        RETURN QUERY SELECT id FROM app.users;
    ELSE
        RETURN QUERY SELECT person
                     UNION SELECT user_id FROM app.team_members
                           WHERE is_active AND team_id IN (SELECT app.managed_teams());
    END IF;
END
$$;
COMMENT ON FUNCTION app.visible_people IS 'Users whose own records the user who is asking sees: their own, and those of teams they manage';

CREATE FUNCTION app.teammates() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT app.visible_people()
                 UNION SELECT user_id FROM app.team_members
                       WHERE is_active AND team_id IN (SELECT app.visible_teams())
                 UNION SELECT owner_id FROM app.teams WHERE id IN (SELECT app.visible_teams());
END
$$;
COMMENT ON FUNCTION app.teammates IS 'Users who share a team with the user who is asking, themselves included';

CREATE FUNCTION app.visible_accounts() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF app.person_role() = 'admin' THEN
        RETURN QUERY SELECT id FROM warehouse.ad_accounts;
    ELSE
        RETURN QUERY SELECT ad_account_id FROM app.marketing_accounts
                     WHERE status <> 'removed' AND ad_account_id IS NOT NULL
                       AND user_id IN (SELECT app.visible_people())
                     UNION SELECT ad_account_id FROM app.marketing_accounts
                           WHERE status <> 'removed' AND ad_account_id IS NOT NULL
                             AND team_id IN (SELECT app.visible_teams())
                     UNION SELECT id FROM warehouse.ad_accounts
                           WHERE platform = 'clickbank' AND account_id = 'marketplace';
    END IF;
END
$$;
COMMENT ON FUNCTION app.visible_accounts IS 'Ad accounts that the user who is asking sees through a connection of theirs or of a team, and the one that stands for a public catalogue';
