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
CREATE INDEX campaigns_affiliate_product_id_idx ON app.campaigns (affiliate_product_id);
CREATE INDEX campaigns_created_at_idx ON app.campaigns (created_at);
CREATE INDEX campaigns_audience_config_idx ON app.campaigns USING gin (audience_config);
CREATE INDEX campaigns_platform_config_idx ON app.campaigns USING gin (platform_config);
COMMENT ON TABLE app.campaigns IS 'Campaigns as they are planned in the application; what platforms report of them is in warehouse.campaigns';
COMMENT ON COLUMN app.campaigns.id IS 'Planned campaign';
COMMENT ON COLUMN app.campaigns.user_id IS 'app.users: who plans it';
COMMENT ON COLUMN app.campaigns.team_id IS 'app.teams that shares it; NULL for the user alone';
COMMENT ON COLUMN app.campaigns.product_id IS 'app.products: the own product it advertises';
COMMENT ON COLUMN app.campaigns.affiliate_product_id IS 'warehouse.products: the marketplace''s product it advertises';
COMMENT ON COLUMN app.campaigns.name IS 'What people call it';
COMMENT ON COLUMN app.campaigns.platform IS 'Where it is to run, in the application''s words';
COMMENT ON COLUMN app.campaigns.type IS 'Kind, in the application''s words, e.g. Where to Buy';
COMMENT ON COLUMN app.campaigns.objective IS 'What it is to achieve, in the application''s words';
COMMENT ON COLUMN app.campaigns.funnel_type IS 'review, comparison, bonus, vsl or webinar';
COMMENT ON COLUMN app.campaigns.target_segment IS 'Whom it is for, in the application''s words';
COMMENT ON COLUMN app.campaigns.status IS 'draft, active, paused or completed';
COMMENT ON COLUMN app.campaigns.budget IS 'Planned spend over its life, major units';
COMMENT ON COLUMN app.campaigns.currency IS 'ISO 4217 currency of budget';
COMMENT ON COLUMN app.campaigns.start_date IS 'First day, the team''s zone';
COMMENT ON COLUMN app.campaigns.end_date IS 'Last day, the team''s zone; NULL when open';
COMMENT ON COLUMN app.campaigns.starts_at IS 'Moment it is to start, where the application plans it to the minute';
COMMENT ON COLUMN app.campaigns.ends_at IS 'Moment it is to end; NULL when open';
COMMENT ON COLUMN app.campaigns.launched_at IS 'When it went live; NULL before';
COMMENT ON COLUMN app.campaigns.affiliate_link IS 'Address that visitors are sent to';
COMMENT ON COLUMN app.campaigns.tracking_id IS 'What affiliate sales name it by; unique without regard to case';
COMMENT ON COLUMN app.campaigns.channels IS 'Where it is to be seen, a JSON array of names';
COMMENT ON COLUMN app.campaigns.audience_config IS 'Whom it is shown to: the application''s form';
COMMENT ON COLUMN app.campaigns.platform_config IS 'Options a platform: the application''s form';
COMMENT ON COLUMN app.campaigns.creative_config IS 'Which creatives it uses: the application''s form';
COMMENT ON COLUMN app.campaigns.publish_config IS 'How it is published: the application''s form';
COMMENT ON COLUMN app.campaigns.settings IS 'Other options';
COMMENT ON COLUMN app.campaigns.conversions IS 'Sales that platforms report for it so far; kept by the pipeline';
COMMENT ON COLUMN app.campaigns.legacy_data IS 'The record as the browser''s store had it';
COMMENT ON COLUMN app.campaigns.source IS 'Where the row came from: v2 (the application), migrated or legacy (a browser''s store)';
COMMENT ON COLUMN app.campaigns.legacy_id IS 'Id in the browser''s store that it was imported from';
COMMENT ON COLUMN app.campaigns.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.campaigns.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.campaign_drafts IS 'Unfinished entries of the campaign form, one a campaign; removed when they expire';
COMMENT ON COLUMN app.campaign_drafts.id IS 'Draft';
COMMENT ON COLUMN app.campaign_drafts.campaign_id IS 'app.campaigns';
COMMENT ON COLUMN app.campaign_drafts.step_data IS 'What was entered so far, by step of the form';
COMMENT ON COLUMN app.campaign_drafts.auto_saved_at IS 'When it was saved last';
COMMENT ON COLUMN app.campaign_drafts.expires_at IS 'From when it may be removed: 7 days after it began, unless the application moves it on';
COMMENT ON COLUMN app.campaign_drafts.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.campaign_drafts.updated_at IS 'When the row was written last';

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
    CONSTRAINT campaign_publications_platform_campaign_key
        UNIQUE (campaign_id, marketing_account_id, platform_campaign_id)
);
CREATE INDEX campaign_publications_account_idx ON app.campaign_publications (marketing_account_id, platform_campaign_id);
COMMENT ON TABLE app.campaign_publications IS 'Which campaign at a platform a planned campaign became';
COMMENT ON COLUMN app.campaign_publications.id IS 'Publication';
COMMENT ON COLUMN app.campaign_publications.campaign_id IS 'app.campaigns';
COMMENT ON COLUMN app.campaign_publications.marketing_account_id IS 'app.marketing_accounts: the connection it was published by';
COMMENT ON COLUMN app.campaign_publications.platform_campaign_id IS 'The platform''s own id: warehouse.campaigns.campaign_id';
COMMENT ON COLUMN app.campaign_publications.status IS 'pending, published, paused, failed or ended';
COMMENT ON COLUMN app.campaign_publications.metrics IS 'Figures so far, a JSON object; kept by the pipeline';
COMMENT ON COLUMN app.campaign_publications.last_sync_at IS 'When metrics was written last; NULL before the first time';
COMMENT ON COLUMN app.campaign_publications.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.campaign_publications.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.creatives IS 'Designs of a campaign, one a format';
COMMENT ON COLUMN app.creatives.id IS 'Design';
COMMENT ON COLUMN app.creatives.campaign_id IS 'app.campaigns';
COMMENT ON COLUMN app.creatives.name IS 'What people call it';
COMMENT ON COLUMN app.creatives.format_id IS 'Format in the application''s words';
COMMENT ON COLUMN app.creatives.format_name IS 'Format for people';
COMMENT ON COLUMN app.creatives.width IS 'Pixels';
COMMENT ON COLUMN app.creatives.height IS 'Pixels';
COMMENT ON COLUMN app.creatives.elements IS 'What is on it, a JSON array from back to front';
COMMENT ON COLUMN app.creatives.metadata IS 'What else the editor keeps';
COMMENT ON COLUMN app.creatives.version IS '1, and one more for each time it was reworked';
COMMENT ON COLUMN app.creatives.is_active IS 'In use';
COMMENT ON COLUMN app.creatives.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.creatives.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.creative_assets IS 'Parts that a design is made of';
COMMENT ON COLUMN app.creative_assets.id IS 'Part';
COMMENT ON COLUMN app.creative_assets.creative_id IS 'app.creatives';
COMMENT ON COLUMN app.creative_assets.type IS 'image, video, text or button';
COMMENT ON COLUMN app.creative_assets.url IS 'Where it can be seen';
COMMENT ON COLUMN app.creative_assets.storage_path IS 'Key in the object store; NULL for text and while it lies elsewhere';
COMMENT ON COLUMN app.creative_assets.content IS 'Words of a text or button';
COMMENT ON COLUMN app.creative_assets.styles IS 'Looks, value by CSS property';
COMMENT ON COLUMN app.creative_assets.position IS 'Place on the design in pixels: x, y, width, height';
COMMENT ON COLUMN app.creative_assets.metadata IS 'What else the editor keeps';
COMMENT ON COLUMN app.creative_assets.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.creative_assets.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.ai_generations IS 'Requests to generating services, and what they cost';
COMMENT ON COLUMN app.ai_generations.id IS 'Request';
COMMENT ON COLUMN app.ai_generations.user_id IS 'app.users: who asked';
COMMENT ON COLUMN app.ai_generations.type IS 'background, copy or creative';
COMMENT ON COLUMN app.ai_generations.prompt IS 'What was asked for';
COMMENT ON COLUMN app.ai_generations.service IS 'fal, openai, midjourney or another';
COMMENT ON COLUMN app.ai_generations.request_id IS 'The service''s own id of the request';
COMMENT ON COLUMN app.ai_generations.response_data IS 'What it answered';
COMMENT ON COLUMN app.ai_generations.processing_time IS 'How long it took, milliseconds';
COMMENT ON COLUMN app.ai_generations.cost_credits IS 'Price in the service''s credits; NULL when it does not say';
COMMENT ON COLUMN app.ai_generations.created_at IS 'When it was asked';
COMMENT ON COLUMN app.ai_generations.updated_at IS 'When the row was written last';

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
CREATE INDEX content_scheduled_idx ON app.content (scheduled_for) WHERE scheduled_for IS NOT NULL;
COMMENT ON TABLE app.content IS 'Texts that were written or generated: posts, mails, scripts, advertisements';
COMMENT ON COLUMN app.content.id IS 'Text';
COMMENT ON COLUMN app.content.user_id IS 'app.users: who keeps it';
COMMENT ON COLUMN app.content.campaign_id IS 'app.campaigns it is for';
COMMENT ON COLUMN app.content.product_id IS 'app.products it is about';
COMMENT ON COLUMN app.content.type IS 'blog_post, email, social_post, video_script, ad_copy or other';
COMMENT ON COLUMN app.content.platform IS 'Where it is to appear, in the application''s words';
COMMENT ON COLUMN app.content.title IS 'Headline';
COMMENT ON COLUMN app.content.body IS 'The text itself (content in document 003)';
COMMENT ON COLUMN app.content.metadata IS 'Keywords, pictures and the like';
COMMENT ON COLUMN app.content.status IS 'draft, published, scheduled or archived';
COMMENT ON COLUMN app.content.published_at IS 'When it appeared';
COMMENT ON COLUMN app.content.scheduled_for IS 'When it is to appear; known for all that are scheduled';
COMMENT ON COLUMN app.content.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.content.updated_at IS 'When the row was written last';

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
CREATE INDEX workflows_next_run_idx ON app.workflows (next_run_at) WHERE next_run_at IS NOT NULL;
COMMENT ON TABLE app.workflows IS 'Automations that users set up; the application runs them';
COMMENT ON COLUMN app.workflows.id IS 'Automation';
COMMENT ON COLUMN app.workflows.user_id IS 'app.users: whose it is';
COMMENT ON COLUMN app.workflows.name IS 'What people call it';
COMMENT ON COLUMN app.workflows.trigger_type IS 'manual, scheduled or event';
COMMENT ON COLUMN app.workflows.trigger_config IS 'When exactly';
COMMENT ON COLUMN app.workflows.actions IS 'What it does, a JSON array in order';
COMMENT ON COLUMN app.workflows.conditions IS 'What must hold for it to run';
COMMENT ON COLUMN app.workflows.status IS 'draft, active or paused';
COMMENT ON COLUMN app.workflows.last_run_at IS 'When it ran last';
COMMENT ON COLUMN app.workflows.next_run_at IS 'When it runs next; NULL when nothing is planned';
COMMENT ON COLUMN app.workflows.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.workflows.updated_at IS 'When the row was written last';

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
COMMENT ON TABLE app.bonuses IS 'What buyers get on top';
COMMENT ON COLUMN app.bonuses.id IS 'Bonus';
COMMENT ON COLUMN app.bonuses.campaign_id IS 'app.campaigns';
COMMENT ON COLUMN app.bonuses.name IS 'What buyers read';
COMMENT ON COLUMN app.bonuses.description IS 'Text for buyers';
COMMENT ON COLUMN app.bonuses.file_url IS 'Where the file is: object store or another address';
COMMENT ON COLUMN app.bonuses.delivery_method IS 'email or download';
COMMENT ON COLUMN app.bonuses.is_active IS 'Given at present';
COMMENT ON COLUMN app.bonuses.metadata IS 'What else is known of it';
COMMENT ON COLUMN app.bonuses.delivered_count IS 'Times given so far';
COMMENT ON COLUMN app.bonuses.last_delivered_at IS 'When it was given last';
COMMENT ON COLUMN app.bonuses.created_at IS 'When the row was written first';
COMMENT ON COLUMN app.bonuses.updated_at IS 'When the row was written last';
