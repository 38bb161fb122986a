-- purpose: a plain table for restored rows: the columns of the archived table as they are now
CREATE TABLE {table} (LIKE {parent} INCLUDING GENERATED INCLUDING COMMENTS)
