-- purpose: a column of numbers as numbers
ALTER TABLE pg_temp.incoming ALTER COLUMN {column} TYPE bigint USING {column}::bigint
