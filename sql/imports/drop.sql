-- purpose: forget the rows of a file
-- idempotence: nothing happens when there are none
DROP TABLE IF EXISTS pg_temp.incoming
