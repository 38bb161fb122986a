-- purpose: the migration that the rows are written under
-- grain: one row
SELECT version_num FROM ops.schema_version
