-- purpose: a login is nobody's any more
-- parameters: login
DELETE FROM app.login_roles WHERE login = %(login)s
