-- purpose: a month's facts as sums by campaign, channel, currency and account, for PostgreSQL or, over its Parquet files, for DuckDB
-- grain: campaign, channel, currency and account
SELECT campaign_id, channel_id, currency, ad_account_id, count(*) AS rows, min(date) AS first_day, max(date) AS last_day,
       sum(impressions) AS impressions, sum(clicks) AS clicks, sum(cost) AS cost, sum(conversions) AS conversions,
       sum(revenue) AS revenue, sum(likes) AS likes, sum(shares) AS shares, sum(comments) AS comments,
       sum(saves) AS saves, sum(clicks) FILTER (WHERE impressions IS NOT NULL) AS clicks_with_impressions,
       sum(clicks) FILTER (WHERE cost IS NOT NULL) AS clicks_with_cost,
       sum(impressions) FILTER (WHERE cost IS NOT NULL) AS impressions_with_cost,
       sum(conversions) FILTER (WHERE clicks IS NOT NULL) AS conversions_with_clicks,
       sum(conversions) FILTER (WHERE cost IS NOT NULL) AS conversions_with_cost,
       sum(revenue) FILTER (WHERE cost IS NOT NULL) AS revenue_with_cost
FROM {facts}
GROUP BY campaign_id, channel_id, currency, ad_account_id
