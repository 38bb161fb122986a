-- purpose: the warehouse's own sum over a batch's account and window, to lay beside the platform's
-- grain: one row
SELECT coalesce(sum(impressions), 0) AS impressions, coalesce(sum(clicks), 0) AS clicks, coalesce(sum(cost), 0) AS cost,
       sum(conversions) AS conversions, sum(revenue) AS revenue
FROM {fact}
WHERE ad_account_id = %(ad_account_id)s AND date >= %(window_start)s AND date < %(window_end)s
