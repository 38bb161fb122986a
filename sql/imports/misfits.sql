-- purpose: the cells of a column that are not of its type
-- grain: one row a cell, in the file's order
-- parameters: column, type, limit
SELECT import_row, value FROM pg_temp.misfits(%(column)s, %(type)s, %(limit)s)
