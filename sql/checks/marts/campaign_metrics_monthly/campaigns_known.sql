-- purpose: rows whose campaign does not exist, or is of another account
-- grain: campaign, month; at most fifty
SELECT monthly.campaign_id, monthly.month, monthly.ad_account_id, campaign.ad_account_id AS account_of_campaign
FROM marts.campaign_metrics_monthly AS monthly
LEFT JOIN warehouse.campaigns AS campaign ON campaign.id = monthly.campaign_id
WHERE campaign.ad_account_id IS DISTINCT FROM monthly.ad_account_id
ORDER BY monthly.month DESC, monthly.campaign_id
LIMIT 50
