-- purpose: a table in all its tiers; every moment belongs to exactly one of the parts
-- grain: as the table's
CREATE VIEW {view} AS
SELECT {columns}
FROM ({parts})
