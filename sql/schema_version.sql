-- purpose: the migration the database is at
-- grain: one row, none on an empty database
SELECT version_num FROM ops.schema_version
