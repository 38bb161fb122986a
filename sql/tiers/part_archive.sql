-- purpose: an archived month from the objects that its manifest names
-- the schema is given: no object is opened before it is known to be needed, and what an older one lacks is NULL
SELECT {columns} FROM read_parquet([{objects}], schema = MAP {schema}, hive_partitioning = false) WHERE {bounds}
