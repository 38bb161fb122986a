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

CREATE TABLE app.login_attempts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    username text NOT NULL,
    success boolean NOT NULL,
    timestamp timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX login_attempts_timestamp_idx ON app.login_attempts (timestamp);

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
