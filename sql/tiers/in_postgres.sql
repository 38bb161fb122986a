-- purpose: what PostgreSQL answers to a statement, in the transaction's snapshot
SELECT * FROM postgres_query('live', {text})
