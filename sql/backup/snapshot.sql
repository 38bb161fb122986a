-- purpose: let another session see exactly the rows that this transaction sees, for as long as it lasts
-- grain: one row
SELECT pg_export_snapshot() AS snapshot
