-- purpose: remove a database, and end the sessions in it; cannot run in a transaction
-- idempotence: one that is gone is fine
DROP DATABASE IF EXISTS {database} WITH (FORCE)
