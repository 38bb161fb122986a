-- purpose: natural keys of channels
-- grain: one row a channel
SELECT id, name AS key FROM warehouse.channels
