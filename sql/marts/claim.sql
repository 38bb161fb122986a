-- purpose: take touched days out of the queue; they come back if the transaction does not commit
-- grain: account, day, user (NULL: everyone who is connected)
-- parameters: limit
CREATE TEMP TABLE claimed ON COMMIT DROP AS
WITH taken AS (
    DELETE FROM ops.touched_days
    WHERE id IN (SELECT id FROM ops.touched_days ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    RETURNING ad_account_id, date, user_id
)
SELECT DISTINCT ad_account_id, date, user_id FROM taken
