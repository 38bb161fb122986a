-- mart: marts.account_channel_daily
-- grain: (ad_account_id, date, channel_id, currency)
-- sources: warehouse.campaign_metrics; facts of archived months are gone, and so their rows are left as they are
-- formulas: plain sums; a numerator counts only where its denominator is known
-- currency: native
-- plan: facts by (ad_account_id, date) in the partitions between first_day and last_day
SELECT fact.ad_account_id, fact.channel_id, fact.date, fact.currency, sum(impressions) AS impressions,
       sum(clicks) AS clicks, sum(cost) AS cost, sum(conversions) AS conversions, sum(revenue) AS revenue,
       sum(likes) AS likes, sum(shares) AS shares, sum(comments) AS comments, sum(saves) AS saves,
       sum(clicks) FILTER (WHERE impressions IS NOT NULL) AS clicks_with_impressions,
       sum(clicks) FILTER (WHERE cost IS NOT NULL) AS clicks_with_cost,
       sum(revenue) FILTER (WHERE cost IS NOT NULL) AS revenue_with_cost, count(*) AS rows
FROM account_days
JOIN warehouse.campaign_metrics AS fact USING (ad_account_id, date)
WHERE fact.date BETWEEN %(first_day)s AND %(last_day)s
GROUP BY fact.ad_account_id, fact.channel_id, fact.date, fact.currency
