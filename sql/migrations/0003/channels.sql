-- purpose: the channels of Google, Naver and ClickBank, and whether their costs include value added tax.
ALTER TABLE warehouse.channels
    ADD COLUMN cost_includes_vat boolean NOT NULL DEFAULT false,
    ADD COLUMN vat_rate numeric(5,4) CONSTRAINT channels_vat_rate_is_a_share CHECK (vat_rate BETWEEN 0 AND 1);
COMMENT ON COLUMN warehouse.channels.cost_includes_vat IS 'The stored cost includes value added tax';
COMMENT ON COLUMN warehouse.channels.vat_rate IS 'Value added tax that the platform bills on the net cost, as a share of it; NULL when it depends on the account';

INSERT INTO warehouse.channels (name, platform, display_name, revenue_basis, attribution_days) VALUES
    ('google_pmax', 'google', 'Google 실적 최대화', 'attributed', 30),
    ('google_other', 'google', 'Google, other placements', 'attributed', 30),
    ('naver_shopping', 'naver', '네이버 쇼핑검색광고', 'attributed', 20),
    ('naver_place', 'naver', '네이버 플레이스광고', 'attributed', 20),
    ('naver_brand', 'naver', '네이버 브랜드검색', 'attributed', 20),
    ('naver_power_contents', 'naver', '네이버 파워컨텐츠', 'attributed', 20),
    ('naver_other', 'naver', 'Naver, other placements', 'attributed', 20),
    ('clickbank', 'clickbank', 'ClickBank', 'earned', 0),
    ('clickbank_other', 'clickbank', 'ClickBank, other placements', 'earned', 0);
UPDATE warehouse.channels SET vat_rate = 0.1 WHERE platform = 'naver';

INSERT INTO warehouse.channel_map (platform, placement, channel_id)
SELECT channel.platform, map.placement, channel.id
FROM (VALUES
    ('google_search', ARRAY['SEARCH', 'SEARCH_PARTNERS']),
    ('google_display', ARRAY['CONTENT', 'MIXED', 'GMAIL', 'DISCOVER', 'MAPS', 'GOOGLE_OWNED_CHANNELS', 'GOOGLE_TV']),
    ('youtube', ARRAY['YOUTUBE']),
    ('google_pmax', ARRAY['PERFORMANCE_MAX/SEARCH', 'PERFORMANCE_MAX/SEARCH_PARTNERS', 'PERFORMANCE_MAX/CONTENT',
                          'PERFORMANCE_MAX/MIXED', 'PERFORMANCE_MAX/GMAIL', 'PERFORMANCE_MAX/DISCOVER',
                          'PERFORMANCE_MAX/MAPS', 'PERFORMANCE_MAX/GOOGLE_OWNED_CHANNELS',
                          'PERFORMANCE_MAX/GOOGLE_TV', 'PERFORMANCE_MAX/YOUTUBE']),
    ('naver_search', ARRAY['WEB_SITE']),
    ('naver_shopping', ARRAY['SHOPPING']),
    ('naver_place', ARRAY['PLACE']),
    ('naver_brand', ARRAY['BRAND_SEARCH']),
    ('naver_power_contents', ARRAY['POWER_CONTENTS']),
    ('clickbank', ARRAY['hoplink'])) AS channels (name, placements)
CROSS JOIN LATERAL unnest(channels.placements) AS map (placement)
JOIN warehouse.channels AS channel USING (name);
