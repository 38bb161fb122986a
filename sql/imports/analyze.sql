-- purpose: let the planner know how many rows the file has
ANALYZE pg_temp.incoming
