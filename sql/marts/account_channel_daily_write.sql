-- mart: marts.account_channel_daily
-- grain: (ad_account_id, date, channel_id, currency)
-- sources: warehouse.campaign_metrics; facts of archived months are gone, and so their rows are left as they are
-- formulas: plain sums; a numerator counts only where its denominator is known
-- currency: native
-- idempotence: equal rows are not touched
-- plan: facts by (ad_account_id, date) in the partitions between first_day and last_day
INSERT INTO marts.account_channel_daily AS base
    (ad_account_id, channel_id, date, currency, impressions, clicks, cost, conversions, revenue, likes, shares, comments,
     saves, clicks_with_impressions, clicks_with_cost, revenue_with_cost, rows)
SELECT fact.ad_account_id, fact.channel_id, fact.date, fact.currency, sum(impressions), sum(clicks), sum(cost),
       sum(conversions), sum(revenue), sum(likes), sum(shares), sum(comments), sum(saves),
       sum(clicks) FILTER (WHERE impressions IS NOT NULL), sum(clicks) FILTER (WHERE cost IS NOT NULL),
       sum(revenue) FILTER (WHERE cost IS NOT NULL), count(*)
FROM (SELECT DISTINCT ad_account_id, date FROM claimed) AS day
JOIN warehouse.campaign_metrics AS fact USING (ad_account_id, date)
WHERE fact.date BETWEEN %(first_day)s AND %(last_day)s
GROUP BY fact.ad_account_id, fact.channel_id, fact.date, fact.currency
ON CONFLICT (ad_account_id, date, channel_id, currency) DO UPDATE
SET impressions = excluded.impressions, clicks = excluded.clicks, cost = excluded.cost,
    conversions = excluded.conversions, revenue = excluded.revenue, likes = excluded.likes, shares = excluded.shares,
    comments = excluded.comments, saves = excluded.saves,
    clicks_with_impressions = excluded.clicks_with_impressions, clicks_with_cost = excluded.clicks_with_cost,
    revenue_with_cost = excluded.revenue_with_cost, rows = excluded.rows, updated_at = now()
WHERE (base.impressions, base.clicks, base.cost, base.conversions, base.revenue, base.likes, base.shares, base.comments,
       base.saves, base.clicks_with_impressions, base.clicks_with_cost, base.revenue_with_cost, base.rows)
      IS DISTINCT FROM
      (excluded.impressions, excluded.clicks, excluded.cost, excluded.conversions, excluded.revenue, excluded.likes,
       excluded.shares, excluded.comments, excluded.saves, excluded.clicks_with_impressions, excluded.clicks_with_cost,
       excluded.revenue_with_cost, excluded.rows)
