-- purpose: touched days of users' generations
-- grain: user, day
CREATE TEMP TABLE generation_days ON COMMIT DROP AS
SELECT DISTINCT subject_id AS user_id, date FROM claimed_records WHERE subject = 'user_day'
