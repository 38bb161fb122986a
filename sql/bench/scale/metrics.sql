-- purpose: one day of campaign metrics: a share of all campaigns, each on the channel its account's platform has most
-- grain: date, campaign, channel
-- parameters: date, day (its number), share (of campaigns that run on a day)
INSERT INTO warehouse.campaign_metrics (date, campaign_id, channel_id, ad_account_id, impressions, clicks, cost,
                                        conversions, revenue, currency, batch_id, fetched_at)
SELECT %(date)s, campaign.id, channel.id, campaign.ad_account_id, 100 + (2000 * size)::bigint, (100 * size)::bigint,
       CASE WHEN campaign.platform <> 'clickbank' THEN round((50 * size)::numeric, 2) END, CASE WHEN pg_temp.draw(campaign.id, 6) > 0.1 THEN (4 * size)::bigint ELSE 0 END,
       round((120 * size * size)::numeric, 2), campaign.currency, 1, now()
FROM warehouse.campaigns AS campaign
JOIN warehouse.channels AS channel ON channel.name = CASE campaign.platform
    WHEN 'meta' THEN (ARRAY['facebook', 'instagram'])[1 + mod(campaign.id, 2)]
    WHEN 'google' THEN (ARRAY['google_search', 'youtube', 'google_display'])[1 + mod(campaign.id, 3)]
    WHEN 'naver' THEN 'naver_search' WHEN 'shopee' THEN 'shopee_ads' ELSE 'clickbank' END
CROSS JOIN LATERAL (SELECT pg_temp.draw(campaign.id * 1000 + %(day)s, 4) AS size) AS drawn
WHERE pg_temp.draw(campaign.id * 1000 + %(day)s, 3) < %(share)s
