-- purpose: an empty table for a month, as its parent is now
CREATE TABLE {partition} (LIKE {parent} INCLUDING ALL)
