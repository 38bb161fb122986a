-- purpose: every row of a month in key order, as it travels: what Parquet has no exact type for as its text
-- grain: one row a row
SELECT {columns} FROM {relation} ORDER BY {key}
