-- purpose: whose rows of which days are computed again, of people
-- grain: user, day
CREATE TEMP TABLE user_days ON COMMIT DROP AS
SELECT owner_id AS user_id, date FROM owner_days WHERE scope = 'user'
