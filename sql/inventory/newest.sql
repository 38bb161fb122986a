-- purpose: the newest day or moment of a table
-- grain: one row
SELECT max({column}) AS newest FROM {relation}
