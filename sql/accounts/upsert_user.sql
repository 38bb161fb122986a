-- purpose: the person of an email address, made when new
-- grain: one row: id, and whether it was created by this
-- parameters: email, name
-- idempotence: by the address without regard to case; an existing person is not changed
INSERT INTO app.users (email, name, role)
VALUES (%(email)s, %(name)s, 'analyst')
ON CONFLICT (lower(email)) DO UPDATE SET email = users.email
RETURNING id, xmax = 0 AS created
