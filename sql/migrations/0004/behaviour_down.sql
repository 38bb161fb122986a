-- purpose: take behaviour and tests back.
DROP TABLE app.ab_test_results, app.ab_tests, app.user_sessions, app.conversions, app.page_views, app.user_behavior;
