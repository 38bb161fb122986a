-- purpose: let the planner know a staging table, which autovacuum has not seen yet
-- parameters: columns that rows are found or joined by; to know all others takes three times as long
ANALYZE {stage} ({columns})
