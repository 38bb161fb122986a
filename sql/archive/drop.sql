-- purpose: remove a detached month whose archive is proven equal
DROP TABLE {relation}
