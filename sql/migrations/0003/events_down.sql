-- purpose: take the events back.
DROP TABLE warehouse.analytics_events;
