-- purpose: what was planned: campaigns, their drafts, publications, creatives, contents and bonuses.
CREATE TABLE app.campaigns (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES app.users ON DELETE RESTRICT,
    team_id uuid REFERENCES app.teams ON DELETE RESTRICT,
    product_id uuid REFERENCES app.products ON DELETE SET NULL,
    affiliate_product_id bigint REFERENCES warehouse.products ON DELETE SET NULL,
    name text NOT NULL CONSTRAINT campaigns_name_is_not_empty CHECK (name <> ''),
    platform text,
    type text,
    objective text,
    funnel_type text CONSTRAINT campaigns_funnel_type_is_known
        CHECK (funnel_type IN ('review', 'comparison', 'bonus', 'vsl', 'webinar')),
    target_segment text,
    status text NOT NULL DEFAULT 'draft'
        CONSTRAINT campaigns_status_is_known CHECK (status IN ('draft', 'active', 'paused', 'completed')),
    budget numeric(20,6) CONSTRAINT campaigns_budget_not_negative CHECK (budget >= 0 AND budget <> 'NaN'),
    currency char(3) NOT NULL DEFAULT 'USD' REFERENCES warehouse.currencies,
    start_date date,
    end_date date,
    starts_at timestamptz,
    ends_at timestamptz,
    launched_at timestamptz,
    affiliate_link text,
    tracking_id text CONSTRAINT campaigns_tracking_id_is_not_empty CHECK (tracking_id <> ''),
    channels jsonb NOT NULL DEFAULT '[]',
    audience_config jsonb NOT NULL DEFAULT '{}',
    platform_config jsonb NOT NULL DEFAULT '{}',
    creative_config jsonb NOT NULL DEFAULT '{}',
    publish_config jsonb NOT NULL DEFAULT '{}',
    settings jsonb NOT NULL DEFAULT '{}',
    conversions numeric(20,6) NOT NULL DEFAULT 0
        CONSTRAINT campaigns_conversions_is_a_number CHECK (conversions <> 'NaN'),
    legacy_data jsonb NOT NULL DEFAULT '{}',
    source text NOT NULL DEFAULT 'v2',
    legacy_id text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaigns_end_date_not_before_start CHECK (end_date >= start_date),
    CONSTRAINT campaigns_ends_not_before_it_starts CHECK (ends_at >= starts_at)
);
CREATE UNIQUE INDEX campaigns_tracking_id_key ON app.campaigns (lower(tracking_id));
CREATE UNIQUE INDEX campaigns_legacy_key ON app.campaigns (user_id, source, legacy_id) WHERE legacy_id IS NOT NULL;
CREATE INDEX campaigns_user_id_idx ON app.campaigns (user_id);
CREATE INDEX campaigns_team_id_idx ON app.campaigns (team_id);
CREATE INDEX campaigns_product_id_idx ON app.campaigns (product_id);
CREATE INDEX campaigns_status_idx ON app.campaigns (status);
CREATE INDEX campaigns_created_at_idx ON app.campaigns (created_at);
CREATE INDEX campaigns_audience_config_idx ON app.campaigns USING gin (audience_config);
CREATE INDEX campaigns_platform_config_idx ON app.campaigns USING gin (platform_config);

CREATE TABLE app.campaign_drafts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    campaign_id uuid NOT NULL UNIQUE REFERENCES app.campaigns ON DELETE CASCADE,
    step_data jsonb NOT NULL DEFAULT '{}',
    auto_saved_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '7 days',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX campaign_drafts_expires_at_idx ON app.campaign_drafts (expires_at);

CREATE TABLE app.campaign_publications (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    campaign_id uuid NOT NULL REFERENCES app.campaigns ON DELETE CASCADE,
    marketing_account_id uuid NOT NULL REFERENCES app.marketing_accounts ON DELETE RESTRICT,
    platform_campaign_id text NOT NULL,
    status text NOT NULL DEFAULT 'pending' CONSTRAINT campaign_publications_status_is_known
        CHECK (status IN ('pending', 'published', 'paused', 'failed', 'ended')),
    metrics jsonb NOT NULL DEFAULT '{}',
    last_sync_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (campaign_id, marketing_account_id, platform_campaign_id)
);
CREATE INDEX campaign_publications_account_idx ON app.campaign_publications (marketing_account_id, platform_campaign_id);

CREATE TABLE app.creatives (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    campaign_id uuid NOT NULL REFERENCES app.campaigns ON DELETE CASCADE,
    name text,
    format_id text,
    format_name text,
    width integer CONSTRAINT creatives_width_is_positive CHECK (width > 0),
    height integer CONSTRAINT creatives_height_is_positive CHECK (height > 0),
    elements jsonb NOT NULL DEFAULT '[]',
    metadata jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1 CONSTRAINT creatives_version_counts_from_1 CHECK (version >= 1),
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX creatives_campaign_id_idx ON app.creatives (campaign_id);

CREATE TABLE app.creative_assets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    creative_id uuid NOT NULL REFERENCES app.creatives ON DELETE CASCADE,
    type text NOT NULL CONSTRAINT creative_assets_type_is_known CHECK (type IN ('image', 'video', 'text', 'button')),
    url text,
    storage_path text,
    content text,
    styles jsonb NOT NULL DEFAULT '{}',
    position jsonb NOT NULL DEFAULT '{}',
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX creative_assets_creative_id_idx ON app.creative_assets (creative_id);

CREATE TABLE app.ai_generations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES app.users ON DELETE RESTRICT,
    type text NOT NULL CONSTRAINT ai_generations_type_is_known CHECK (type IN ('background', 'copy', 'creative')),
    prompt text,
    service text NOT NULL,
    request_id text,
    response_data jsonb,
    processing_time integer CONSTRAINT ai_generations_processing_time_not_negative CHECK (processing_time >= 0),
    cost_credits numeric(20,6)
        CONSTRAINT ai_generations_cost_credits_not_negative CHECK (cost_credits >= 0 AND cost_credits <> 'NaN'),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ai_generations_user_created_idx ON app.ai_generations (user_id, created_at);
CREATE INDEX ai_generations_created_at_idx ON app.ai_generations (created_at);

CREATE TABLE app.content (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES app.users ON DELETE RESTRICT,
    campaign_id uuid REFERENCES app.campaigns ON DELETE CASCADE,
    product_id uuid REFERENCES app.products ON DELETE CASCADE,
    type text NOT NULL CONSTRAINT content_type_is_known
        CHECK (type IN ('blog_post', 'email', 'social_post', 'video_script', 'ad_copy', 'other')),
    platform text,
    title text,
    body text NOT NULL,
    metadata jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'draft'
        CONSTRAINT content_status_is_known CHECK (status IN ('draft', 'published', 'scheduled', 'archived')),
    published_at timestamptz,
    scheduled_for timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT content_scheduled_has_its_time CHECK (status <> 'scheduled' OR scheduled_for IS NOT NULL)
);
CREATE INDEX content_user_id_idx ON app.content (user_id);
CREATE INDEX content_campaign_id_idx ON app.content (campaign_id);
CREATE INDEX content_product_id_idx ON app.content (product_id);
CREATE INDEX content_type_idx ON app.content (type);
CREATE INDEX content_status_idx ON app.content (status);
CREATE INDEX content_scheduled_idx ON app.content (scheduled_for) WHERE scheduled_for IS NOT NULL;

CREATE TABLE app.workflows (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES app.users ON DELETE RESTRICT,
    name text NOT NULL,
    trigger_type text NOT NULL
        CONSTRAINT workflows_trigger_type_is_known CHECK (trigger_type IN ('manual', 'scheduled', 'event')),
    trigger_config jsonb NOT NULL DEFAULT '{}',
    actions jsonb NOT NULL CONSTRAINT workflows_actions_is_a_list CHECK (jsonb_typeof(actions) = 'array'),
    conditions jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'draft'
        CONSTRAINT workflows_status_is_known CHECK (status IN ('draft', 'active', 'paused')),
    last_run_at timestamptz,
    next_run_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX workflows_user_id_idx ON app.workflows (user_id);
CREATE INDEX workflows_status_idx ON app.workflows (status);
CREATE INDEX workflows_next_run_idx ON app.workflows (next_run_at) WHERE next_run_at IS NOT NULL;

CREATE TABLE app.bonuses (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    campaign_id uuid NOT NULL REFERENCES app.campaigns ON DELETE CASCADE,
    name text NOT NULL,
    description text,
    file_url text,
    delivery_method text NOT NULL DEFAULT 'email'
        CONSTRAINT bonuses_delivery_method_is_known CHECK (delivery_method IN ('email', 'download')),
    is_active boolean NOT NULL DEFAULT true,
    metadata jsonb NOT NULL DEFAULT '{}',
    delivered_count bigint NOT NULL DEFAULT 0
        CONSTRAINT bonuses_delivered_count_not_negative CHECK (delivered_count >= 0),
    last_delivered_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX bonuses_campaign_id_idx ON app.bonuses (campaign_id);
CREATE INDEX bonuses_is_active_idx ON app.bonuses (is_active);
