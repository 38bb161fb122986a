-- purpose: keys to the application's interface, who signed in, what was called, and what looked wrong.
CREATE TABLE app.api_keys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES app.users ON DELETE CASCADE,
    key_hash text NOT NULL UNIQUE CONSTRAINT api_keys_only_the_hash_is_kept CHECK (key_hash ~ '^[0-9a-f]{64}$'),
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_keys_user_id_idx ON app.api_keys (user_id);
COMMENT ON TABLE app.api_keys IS 'Keys to the application''s interface; the key itself is nowhere';
COMMENT ON COLUMN app.api_keys.id IS 'Key';
COMMENT ON COLUMN app.api_keys.user_id IS 'app.users: whose it is';
COMMENT ON COLUMN app.api_keys.key_hash IS 'SHA-256 of the key, 64 hexadecimal digits';
COMMENT ON COLUMN app.api_keys.active IS 'Accepted';
COMMENT ON COLUMN app.api_keys.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.api_keys.updated_at IS 'When the row was written last';

CREATE TABLE app.login_attempts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    username text NOT NULL,
    success boolean NOT NULL,
    timestamp timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX login_attempts_timestamp_idx ON app.login_attempts (timestamp);
COMMENT ON TABLE app.login_attempts IS 'Who tried to sign in; personal data, closed to analysts';
COMMENT ON COLUMN app.login_attempts.id IS 'Attempt';
COMMENT ON COLUMN app.login_attempts.username IS 'Name that was typed; personal data';
COMMENT ON COLUMN app.login_attempts.success IS 'It was accepted';
COMMENT ON COLUMN app.login_attempts.timestamp IS 'When';
COMMENT ON COLUMN app.login_attempts.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.login_attempts.updated_at IS 'When the row was written last';

CREATE TABLE app.api_logs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    endpoint text NOT NULL,
    method text NOT NULL CONSTRAINT api_logs_method_is_known
        CHECK (method IN ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')),
    status_code integer NOT NULL CONSTRAINT api_logs_status_code_is_http CHECK (status_code BETWEEN 100 AND 599),
    timestamp timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_logs_timestamp_idx ON app.api_logs (timestamp);
COMMENT ON TABLE app.api_logs IS 'Calls of the application''s interface';
COMMENT ON COLUMN app.api_logs.id IS 'Call';
COMMENT ON COLUMN app.api_logs.endpoint IS 'Path that was called';
COMMENT ON COLUMN app.api_logs.method IS 'HTTP method in capitals';
COMMENT ON COLUMN app.api_logs.status_code IS 'HTTP status of the answer';
COMMENT ON COLUMN app.api_logs.timestamp IS 'When';
COMMENT ON COLUMN app.api_logs.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.api_logs.updated_at IS 'When the row was written last';

CREATE TABLE app.security_alerts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    type text NOT NULL CONSTRAINT security_alerts_type_is_known CHECK (type IN ('failed_logins', 'error_rate')),
    severity text NOT NULL
        CONSTRAINT security_alerts_severity_is_known CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    subject text NOT NULL,
    started_at timestamptz NOT NULL,
    description text NOT NULL,
    resolved boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (type, subject, started_at)
);
CREATE INDEX security_alerts_open_idx ON app.security_alerts (created_at) WHERE NOT resolved;
COMMENT ON TABLE app.security_alerts IS 'What looked wrong in sign-ins and calls; raised by rules of the pipeline';
COMMENT ON COLUMN app.security_alerts.id IS 'Alert';
COMMENT ON COLUMN app.security_alerts.type IS 'failed_logins (a burst for one name) or error_rate (a burst of errors at one endpoint)';
COMMENT ON COLUMN app.security_alerts.severity IS 'low, medium, high or critical';
COMMENT ON COLUMN app.security_alerts.subject IS 'The name or endpoint it is about';
COMMENT ON COLUMN app.security_alerts.started_at IS 'First moment of the burst';
COMMENT ON COLUMN app.security_alerts.description IS 'What was seen, for people';
COMMENT ON COLUMN app.security_alerts.resolved IS 'A person dealt with it; stays when the rules run again';
COMMENT ON COLUMN app.security_alerts.created_at IS 'When it was raised';
COMMENT ON COLUMN app.security_alerts.updated_at IS 'When the row was written last';
