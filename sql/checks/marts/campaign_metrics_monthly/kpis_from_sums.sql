-- purpose: rows whose KPIs are not the quotients of their sums, and sums whose numerator exceeds its whole
-- grain: campaign, month, channel, currency; at most fifty
SELECT campaign_id, month, channel_id, currency, ctr, cpc, cpm, conversion_rate, cpa, roas, roi
FROM marts.campaign_metrics_monthly
WHERE (ctr, cpc, cpm, conversion_rate, cpa, roas, roi) IS DISTINCT FROM
      (CASE WHEN impressions > 0 THEN round(100 * clicks_with_impressions / impressions, 4) END,
       CASE WHEN clicks_with_cost > 0 THEN round(cost / clicks_with_cost, 4) END,
       CASE WHEN impressions_with_cost > 0 THEN round(1000 * cost / impressions_with_cost, 4) END,
       CASE WHEN clicks > 0 THEN round(100 * conversions_with_clicks / clicks, 4) END,
       CASE WHEN conversions_with_cost > 0 THEN round(cost / conversions_with_cost, 4) END,
       CASE WHEN cost > 0 THEN round(revenue_with_cost / cost, 4) END,
       CASE WHEN cost > 0 THEN round(100 * (revenue_with_cost - cost) / cost, 4) END)
   OR clicks_with_impressions > clicks OR clicks_with_cost > clicks OR impressions_with_cost > impressions
ORDER BY month DESC, campaign_id
LIMIT 50
