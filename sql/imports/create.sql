-- purpose: room for the rows of a file, of the types of their table, for this session
-- grain: row of the file, counted from 1
CREATE TEMP TABLE incoming AS SELECT 0::bigint AS import_row, {columns} FROM {table} WITH NO DATA
