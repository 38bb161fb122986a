-- purpose: say what a database is for, and let nobody in but its owner
COMMENT ON DATABASE {database} IS {purpose};
REVOKE ALL ON DATABASE {database} FROM PUBLIC
