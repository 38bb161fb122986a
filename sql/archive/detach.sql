-- purpose: take a month off its parent without locking readers out; cannot run in a transaction
-- idempotence: when it is interrupted it stays pending, invisible to readers, until it is finalised
ALTER TABLE {parent} DETACH PARTITION {partition} CONCURRENTLY
