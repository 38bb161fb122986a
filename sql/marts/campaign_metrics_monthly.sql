-- mart: marts.campaign_metrics_monthly
-- grain: (campaign_id, month, channel_id, currency)
-- sources: warehouse.campaign_metrics; facts of archived months are gone, and so their rows are left as they are
-- formulas: plain sums; a numerator or denominator counts only where the other is known. KPIs are generated from them
-- currency: native
-- plan: each month's facts by (ad_account_id, date) in its partition, between the months of first_day and of last_day
SELECT fact.campaign_id, fact.channel_id, campaign_months.month, fact.currency, fact.ad_account_id,
       sum(impressions) AS impressions, sum(clicks) AS clicks, sum(cost) AS cost, sum(conversions) AS conversions,
       sum(revenue) AS revenue, sum(likes) AS likes, sum(shares) AS shares, sum(comments) AS comments, sum(saves) AS saves,
       sum(clicks) FILTER (WHERE impressions IS NOT NULL) AS clicks_with_impressions,
       sum(clicks) FILTER (WHERE cost IS NOT NULL) AS clicks_with_cost,
       sum(impressions) FILTER (WHERE cost IS NOT NULL) AS impressions_with_cost,
       sum(conversions) FILTER (WHERE clicks IS NOT NULL) AS conversions_with_clicks,
       sum(conversions) FILTER (WHERE cost IS NOT NULL) AS conversions_with_cost,
       sum(revenue) FILTER (WHERE cost IS NOT NULL) AS revenue_with_cost,
       min(fact.date) AS first_day, max(fact.date) AS last_day, count(*) AS rows
FROM campaign_months
JOIN warehouse.campaign_metrics AS fact
  ON fact.ad_account_id = campaign_months.ad_account_id
 AND fact.date >= campaign_months.month AND fact.date < (campaign_months.month + interval '1 month')::date
WHERE fact.date >= date_trunc('month', %(first_day)s::date::timestamp)::date
  AND fact.date < (date_trunc('month', %(last_day)s::date::timestamp) + interval '1 month')::date
GROUP BY fact.campaign_id, fact.channel_id, campaign_months.month, fact.currency, fact.ad_account_id
