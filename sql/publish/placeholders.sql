-- purpose: campaigns that are only seen in metrics get a row, so that every fact has its dimension
-- grain: one row a campaign the warehouse does not know, with the name of its last day
-- idempotence: known campaigns are left alone
INSERT INTO warehouse.campaigns
    (ad_account_id, campaign_id, campaign_name, platform, currency, is_placeholder, fetched_at)
SELECT DISTINCT ON (campaign_id) %(ad_account_id)s, campaign_id, coalesce(campaign_name, campaign_id), %(platform)s,
       currency, true, %(fetched_at)s
FROM (SELECT campaign_id, max(date) AS date FROM {stage} AS staged
      WHERE NOT EXISTS (SELECT FROM warehouse.campaigns AS known
                        WHERE known.ad_account_id = %(ad_account_id)s AND known.campaign_id = staged.campaign_id)
      GROUP BY campaign_id) AS unknown
JOIN {stage} AS staged USING (campaign_id, date)
ORDER BY campaign_id
ON CONFLICT (ad_account_id, campaign_id) DO NOTHING
