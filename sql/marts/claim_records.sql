-- purpose: take touched records of the application out of the queue; they come back if the transaction does not commit
-- grain: subject, its id, day (NULL for what has none)
-- parameters: limit
CREATE TEMP TABLE claimed_records ON COMMIT DROP AS
WITH taken AS (
    DELETE FROM ops.touched_records
    WHERE id IN (SELECT id FROM ops.touched_records ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    RETURNING subject, subject_id, date
)
SELECT DISTINCT subject, subject_id, date FROM taken
