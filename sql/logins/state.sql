-- purpose: what is known of a login: whether the cluster has such a role, and whose login of this warehouse it is
-- grain: one row
-- parameters: login
SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %(login)s) AS is_role,
       (SELECT user_id FROM app.login_roles WHERE login = %(login)s) AS user_id
