-- purpose: find the currency of a user by its key, however few rows the planner expects to ask for
CREATE UNIQUE INDEX ON reporting (user_id)
