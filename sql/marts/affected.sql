-- purpose: whose rows of which days are computed again
-- grain: user, day
CREATE TEMP TABLE affected ON COMMIT DROP AS
SELECT user_id, date FROM claimed WHERE user_id IS NOT NULL
UNION
SELECT membership.user_id, claimed.date FROM claimed JOIN membership USING (ad_account_id)
WHERE claimed.user_id IS NULL
