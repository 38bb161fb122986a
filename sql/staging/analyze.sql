-- purpose: let the planner know a staging table, which autovacuum has not seen yet
ANALYZE {stage}
