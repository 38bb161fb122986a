-- purpose: hang a month on its parent; bounds of a timestamp are UTC, as the connection is
ALTER TABLE {parent} ATTACH PARTITION {partition} FOR VALUES FROM ({start}) TO ({end})
