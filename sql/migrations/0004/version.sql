-- purpose: say what the migrations' own table is.
COMMENT ON TABLE ops.schema_version IS 'The migration that the schema is at';
COMMENT ON COLUMN ops.schema_version.version_num IS 'Number of the migration';
