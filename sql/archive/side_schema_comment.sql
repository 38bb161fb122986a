-- purpose: say what the schema is for, so that nothing else is ever replaced by a restore
COMMENT ON SCHEMA {schema} IS {purpose}
