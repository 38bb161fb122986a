-- purpose: numbers that the column would round, or cannot hold
-- grain: one row a cell, in the file's order
-- parameters: limit
SELECT import_row, {column}::text AS value FROM pg_temp.incoming
WHERE abs({column}) >= 10::numeric ^ {digits} OR {column} <> round({column}, {scale})
ORDER BY import_row LIMIT %(limit)s
