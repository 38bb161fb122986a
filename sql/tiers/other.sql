-- purpose: a table or view as PostgreSQL has it
CREATE VIEW {view} AS SELECT * FROM {relation}
