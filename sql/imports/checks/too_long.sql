-- purpose: texts that are longer than the column, or shorter than a code of fixed length
-- grain: one row a cell, in the file's order
-- parameters: limit
SELECT import_row, {column} AS value FROM pg_temp.incoming
WHERE char_length({column}) <> {length} ORDER BY import_row LIMIT %(limit)s
