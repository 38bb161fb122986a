-- purpose: for DuckDB: its PostgreSQL transaction sees what the exporting one sees
CALL postgres_execute('live', {statement})
