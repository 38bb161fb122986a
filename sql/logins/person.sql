-- purpose: the user of an email address
-- grain: one row, or none
-- parameters: email, without regard to case
SELECT id, role, is_active FROM app.users WHERE lower(email) = lower(%(email)s)
