-- purpose: whose rows of which days are computed again: those of everyone who is connected to a touched account, and
--   those of people whose connection, team or currency changed
-- grain: user, day
CREATE TEMP TABLE user_days ON COMMIT DROP AS
SELECT user_id, date FROM claimed WHERE user_id IS NOT NULL
UNION
SELECT membership.user_id, claimed.date FROM claimed JOIN membership USING (ad_account_id)
WHERE claimed.user_id IS NULL
