-- purpose: a schema named as in PostgreSQL
CREATE SCHEMA {schema}
