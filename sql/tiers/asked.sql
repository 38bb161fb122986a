-- purpose: what PostgreSQL answers to a statement whenever the view is read
CREATE VIEW {view} AS SELECT * FROM postgres_query('live', {text})
