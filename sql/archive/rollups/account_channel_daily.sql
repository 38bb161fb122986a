-- purpose: a month's facts as sums by account, day, channel and currency, for PostgreSQL or, over its Parquet files, for DuckDB
-- grain: account, day, channel and currency
SELECT ad_account_id, date, channel_id, currency, count(*) AS rows, sum(impressions) AS impressions,
       sum(clicks) AS clicks, sum(cost) AS cost, sum(conversions) AS conversions, sum(revenue) AS revenue,
       sum(likes) AS likes, sum(shares) AS shares, sum(comments) AS comments, sum(saves) AS saves,
       sum(clicks) FILTER (WHERE impressions IS NOT NULL) AS clicks_with_impressions,
       sum(clicks) FILTER (WHERE cost IS NOT NULL) AS clicks_with_cost,
       sum(revenue) FILTER (WHERE cost IS NOT NULL) AS revenue_with_cost
FROM {facts}
GROUP BY ad_account_id, date, channel_id, currency
