-- purpose: natural keys of platforms' campaigns
-- grain: one row a campaign
SELECT campaign.id, account.platform || '/' || account.account_id || '/' || campaign.campaign_id AS key
FROM warehouse.campaigns AS campaign JOIN warehouse.ad_accounts AS account ON account.id = campaign.ad_account_id
