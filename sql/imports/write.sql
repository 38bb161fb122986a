-- purpose: rows of the file into their table
-- parameters: first, last (rows of the file)
-- idempotence: a row that is there already and says the same is not touched
INSERT INTO {table} AS kept ({columns})
SELECT {columns} FROM pg_temp.incoming WHERE import_row BETWEEN %(first)s AND %(last)s
ON CONFLICT ({key}) DO {change}
