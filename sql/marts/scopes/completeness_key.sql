-- purpose: find the completeness of a day by its key, however few rows the planner expects to ask for
CREATE UNIQUE INDEX ON completeness (user_id, date, platform)
