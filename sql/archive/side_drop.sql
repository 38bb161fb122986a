-- purpose: an earlier restore makes room for this one
DROP TABLE IF EXISTS {table}
