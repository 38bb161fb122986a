-- purpose: touched days of money whose detail is still here; those of archived months keep their native figures
-- grain: team, source, day
CREATE TEMP TABLE money_days ON COMMIT DROP AS
SELECT team_id, source, date FROM touched_money WHERE NOT is_archived
