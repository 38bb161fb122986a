-- purpose: where a month is loaded to be proven before any of it is kept
-- idempotence: gone with the transaction
CREATE TEMP TABLE side_month ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA
