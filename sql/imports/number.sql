-- purpose: numbers instead of natural keys
-- idempotence: what is a number already stays
WITH keys AS ({keys})
UPDATE pg_temp.incoming SET {column} = keys.id::text FROM keys WHERE incoming.{column} = keys.key
