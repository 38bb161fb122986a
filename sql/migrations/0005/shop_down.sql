-- purpose: take the marts of the own shop back.
DROP TRIGGER team_zone_changed ON app.teams;
DROP FUNCTION ops.team_zone_changed;
DROP TABLE marts.product_metrics_daily, marts.conversion_funnel_daily, marts.ab_test_summary;
