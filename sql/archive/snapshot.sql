-- purpose: the name by which another connection sees the rows that this transaction sees
-- grain: one row
SELECT pg_export_snapshot() AS name
