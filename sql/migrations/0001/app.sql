-- purpose: the marketing application's own records that the pipeline needs: people, teams, account connections.
CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'What the marketing application writes; the pipeline reads it';

CREATE TABLE app.users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL CONSTRAINT users_email_is_an_address CHECK (email LIKE '%_@_%'),
    password_hash text,
    name text NOT NULL,
    company_name text,
    avatar_url text,
    country text CONSTRAINT users_country_is_iso_3166 CHECK (country ~ '^[A-Z]{2}$'),
    password_strength text,
    role text NOT NULL DEFAULT 'analyst'
        CONSTRAINT users_role_is_known CHECK (role IN ('admin', 'manager', 'analyst', 'viewer')),
    tier text NOT NULL DEFAULT 'starter'
        CONSTRAINT users_tier_is_known CHECK (tier IN ('starter', 'professional', 'agency')),
    status text NOT NULL DEFAULT 'trial'
        CONSTRAINT users_status_is_known CHECK (status IN ('trial', 'active', 'suspended', 'canceled')),
    team_id uuid,
    permissions jsonb NOT NULL DEFAULT '[]',
    settings jsonb NOT NULL DEFAULT '{}',
    stripe_customer_id text,
    stripe_subscription_id text,
    is_email_verified boolean NOT NULL DEFAULT false,
    is_active boolean NOT NULL DEFAULT true,
    trial_ends_at timestamptz,
    last_login_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email_key ON app.users (lower(email));
CREATE INDEX users_team_id_idx ON app.users (team_id);
CREATE INDEX users_status_idx ON app.users (status);
CREATE INDEX users_tier_idx ON app.users (tier);
COMMENT ON TABLE app.users IS 'People who use the application. Union of the user tables of the five documents';
COMMENT ON COLUMN app.users.id IS 'User';
COMMENT ON COLUMN app.users.email IS 'Login; unique without regard to case';
COMMENT ON COLUMN app.users.password_hash IS 'Password hash of the application; NULL when it signs in elsewhere';
COMMENT ON COLUMN app.users.name IS 'Display name (full_name in document 002)';
COMMENT ON COLUMN app.users.company_name IS 'Company';
COMMENT ON COLUMN app.users.avatar_url IS 'Picture';
COMMENT ON COLUMN app.users.country IS 'ISO 3166 alpha-2 country';
COMMENT ON COLUMN app.users.password_strength IS 'Strength judged by the application when the password was set';
COMMENT ON COLUMN app.users.role IS 'admin, manager, analyst or viewer (document 001 says user for analyst)';
COMMENT ON COLUMN app.users.tier IS 'Plan: starter, professional or agency';
COMMENT ON COLUMN app.users.status IS 'trial, active, suspended or canceled';
COMMENT ON COLUMN app.users.team_id IS 'Default team; team_members is the truth of membership';
COMMENT ON COLUMN app.users.permissions IS 'Extra permissions as a JSON array of names';
COMMENT ON COLUMN app.users.settings IS 'Preferences; reporting_currency (ISO 4217) overrides the team''s';
COMMENT ON COLUMN app.users.stripe_customer_id IS 'Payment provider''s customer';
COMMENT ON COLUMN app.users.stripe_subscription_id IS 'Payment provider''s subscription';
COMMENT ON COLUMN app.users.is_email_verified IS 'The address was confirmed';
COMMENT ON COLUMN app.users.is_active IS 'May sign in';
COMMENT ON COLUMN app.users.trial_ends_at IS 'End of the free trial';
COMMENT ON COLUMN app.users.last_login_at IS 'Last sign-in';
COMMENT ON COLUMN app.users.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.users.updated_at IS 'When the row was written last';

CREATE TABLE app.teams (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id uuid NOT NULL REFERENCES app.users ON DELETE RESTRICT,
    name text NOT NULL,
    settings jsonb NOT NULL DEFAULT '{}',
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX teams_owner_id_idx ON app.teams (owner_id);
CREATE INDEX teams_is_active_idx ON app.teams (is_active);
ALTER TABLE app.users ADD CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES app.teams ON DELETE RESTRICT;
COMMENT ON TABLE app.teams IS 'Workspaces that share connections and reports';
COMMENT ON COLUMN app.teams.id IS 'Team';
COMMENT ON COLUMN app.teams.owner_id IS 'User who owns the team';
COMMENT ON COLUMN app.teams.name IS 'Display name';
COMMENT ON COLUMN app.teams.settings IS 'reporting_currency (ISO 4217) and timezone (IANA)';
COMMENT ON COLUMN app.teams.is_active IS 'In use';
COMMENT ON COLUMN app.teams.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.teams.updated_at IS 'When the row was written last';

CREATE TABLE app.team_members (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id uuid NOT NULL REFERENCES app.teams ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES app.users ON DELETE CASCADE,
    role text NOT NULL DEFAULT 'member'
        CONSTRAINT team_members_role_is_known CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
    permissions jsonb NOT NULL DEFAULT '[]',
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (team_id, user_id)
);
CREATE INDEX team_members_user_id_idx ON app.team_members (user_id);
COMMENT ON TABLE app.team_members IS 'Who belongs to which team: the truth of membership';
COMMENT ON COLUMN app.team_members.id IS 'Membership';
COMMENT ON COLUMN app.team_members.team_id IS 'Team';
COMMENT ON COLUMN app.team_members.user_id IS 'User';
COMMENT ON COLUMN app.team_members.role IS 'owner, admin, member or viewer of this team';
COMMENT ON COLUMN app.team_members.permissions IS 'Extra permissions within the team';
COMMENT ON COLUMN app.team_members.is_active IS 'Membership counts';
COMMENT ON COLUMN app.team_members.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.team_members.updated_at IS 'When the row was written last';

CREATE TABLE app.marketing_accounts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES app.users ON DELETE RESTRICT,
    team_id uuid REFERENCES app.teams ON DELETE RESTRICT,
    platform text NOT NULL,
    account_id text NOT NULL,
    account_name text,
    ad_account_id bigint,
    access_token text,
    refresh_token text,
    token_expires_at timestamptz,
    status text NOT NULL DEFAULT 'active' CONSTRAINT marketing_accounts_status_is_known
        CHECK (status IN ('active', 'paused', 'revoked', 'removed')),
    is_connected boolean NOT NULL DEFAULT true,
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, platform, account_id),
    CONSTRAINT marketing_accounts_tokens_are_encrypted
        CHECK ((access_token IS NULL OR access_token LIKE 'gAAAA%') AND (refresh_token IS NULL OR refresh_token LIKE 'gAAAA%'))
);
CREATE INDEX marketing_accounts_user_id_idx ON app.marketing_accounts (user_id);
CREATE INDEX marketing_accounts_team_id_idx ON app.marketing_accounts (team_id);
CREATE INDEX marketing_accounts_platform_idx ON app.marketing_accounts (platform);
CREATE INDEX marketing_accounts_ad_account_id_idx ON app.marketing_accounts (ad_account_id);
COMMENT ON TABLE app.marketing_accounts IS 'A user''s or team''s connection to an ad account; several may point at one account and nothing doubles';
COMMENT ON COLUMN app.marketing_accounts.id IS 'Connection';
COMMENT ON COLUMN app.marketing_accounts.user_id IS 'User who connected the account';
COMMENT ON COLUMN app.marketing_accounts.team_id IS 'Team that shares the connection; NULL for the user alone';
COMMENT ON COLUMN app.marketing_accounts.platform IS 'meta, google, naver, clickbank or shopee';
COMMENT ON COLUMN app.marketing_accounts.account_id IS 'The platform''s own account id';
COMMENT ON COLUMN app.marketing_accounts.account_name IS 'Name as the platform gives it';
COMMENT ON COLUMN app.marketing_accounts.ad_account_id IS 'warehouse.ad_accounts row of the account';
COMMENT ON COLUMN app.marketing_accounts.access_token IS 'Encrypted secret (Fernet); never readable by analysts';
COMMENT ON COLUMN app.marketing_accounts.refresh_token IS 'Encrypted refresh secret (Fernet)';
COMMENT ON COLUMN app.marketing_accounts.token_expires_at IS 'When the access token ends; NULL when it does not';
COMMENT ON COLUMN app.marketing_accounts.status IS 'active, paused (by a person), revoked (by the platform) or removed';
COMMENT ON COLUMN app.marketing_accounts.is_connected IS 'The last call with this token was accepted';
COMMENT ON COLUMN app.marketing_accounts.settings IS 'Connection options';
COMMENT ON COLUMN app.marketing_accounts.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.marketing_accounts.updated_at IS 'When the row was written last';

CREATE TABLE app.login_roles (
    login name PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app.users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE app.login_roles IS 'Which user a database login belongs to';
COMMENT ON COLUMN app.login_roles.login IS 'Database role that signs in';
COMMENT ON COLUMN app.login_roles.user_id IS 'The user it stands for';
COMMENT ON COLUMN app.login_roles.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.login_roles.updated_at IS 'When the row was written last';
