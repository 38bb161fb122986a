-- purpose: leave the migrations' own table as it was.
COMMENT ON TABLE ops.schema_version IS NULL;
COMMENT ON COLUMN ops.schema_version.version_num IS NULL;
