-- purpose: whose records are imported
-- grain: one row, or none when nobody has the address
-- parameters: email
SELECT id AS user_id, team_id FROM app.users WHERE lower(email) = lower(%(email)s)
