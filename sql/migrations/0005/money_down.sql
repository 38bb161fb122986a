-- purpose: take the marts of money back.
DROP TRIGGER money_follows_person ON app.users;
DROP TRIGGER money_follows_connection ON app.marketing_accounts;
DROP TRIGGER money_comes_with_connection ON app.marketing_accounts;
DROP TRIGGER money_leaves_with_subscription ON app.subscriptions;
DROP TRIGGER money_follows_subscription ON app.subscriptions;
DROP TRIGGER money_follows_product ON app.products;
DROP TRIGGER money_follows_settings ON app.teams;
DROP FUNCTION ops.money_moved;
DROP FUNCTION ops.touch_team;
DROP FUNCTION ops.touch_generations;
DROP FUNCTION ops.touch_customer_days;
DROP FUNCTION ops.touch_account_in_team;
DROP FUNCTION ops.touch_team_days;
DROP TABLE marts.ai_costs_daily;
DROP TABLE marts.subscription_mrr_daily;
DROP TABLE marts.country_metrics;
DROP TABLE marts.revenue_breakdown;
DROP TABLE marts.revenue_daily;
