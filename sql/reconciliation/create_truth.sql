-- purpose: where the truth is gathered to be laid beside the facts
-- grain: platform, account, day, hour (-1 for a whole day), campaign, placement
CREATE TEMP TABLE truth (
    platform text NOT NULL,
    account_id text NOT NULL,
    date date NOT NULL,
    hour smallint NOT NULL,
    campaign_id text NOT NULL,
    placement text NOT NULL,
    currency text NOT NULL,
    impressions bigint,
    clicks bigint NOT NULL,
    cost numeric,
    conversions numeric,
    revenue numeric
) ON COMMIT DROP
