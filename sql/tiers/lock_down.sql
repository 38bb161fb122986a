-- purpose: from here on DuckDB reaches the attached PostgreSQL and the archive, no file, no other server, no other setting
SET allowed_directories = [{archive}];
SET enable_external_access = false;
SET lock_configuration = true;
