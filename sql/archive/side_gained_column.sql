-- purpose: a column that the warehouse has and the archive did not know
ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL
