-- purpose: touched days of teams' own shops
-- grain: team, day
CREATE TEMP TABLE team_days ON COMMIT DROP AS
SELECT DISTINCT subject_id AS team_id, date FROM claimed_records WHERE subject = 'team_day'
