-- purpose: take the own shop back.
DROP TABLE app.subscription_changes, app.subscriptions, app.payments, app.orders;
DROP FUNCTION app.remember_subscription;
