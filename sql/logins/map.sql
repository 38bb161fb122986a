-- purpose: say whose a login is
-- parameters: login, user_id
-- idempotence: by login
INSERT INTO app.login_roles (login, user_id) VALUES (%(login)s, %(user_id)s)
ON CONFLICT (login) DO UPDATE SET user_id = excluded.user_id
