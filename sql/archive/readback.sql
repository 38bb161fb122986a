-- purpose: where the archive is loaded to be compared
-- idempotence: gone with the transaction
CREATE TEMP TABLE readback ON COMMIT DROP AS SELECT {columns} FROM {parent} WITH NO DATA
