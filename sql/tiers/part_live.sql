-- purpose: what PostgreSQL serves of a table between two moments, its filters pushed down to it
SELECT {columns} FROM {relation} WHERE {bounds}
