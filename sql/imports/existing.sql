-- purpose: how many rows of the file are in the table already
-- grain: one row
SELECT count(*) AS rows FROM pg_temp.incoming JOIN {table} AS kept USING ({key})
