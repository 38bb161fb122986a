-- purpose: a column that the archive has and the warehouse has no longer
ALTER TABLE {table} ADD COLUMN {column} {type}
