-- purpose: campaigns that events name and the warehouse does not know yet get a row, so that every event has its own
-- grain: one row a campaign
-- idempotence: known campaigns are left alone; the first fetch that describes one makes it a real one
INSERT INTO warehouse.campaigns
    (ad_account_id, campaign_id, campaign_name, platform, currency, is_placeholder, fetched_at)
SELECT DISTINCT %(ad_account_id)s::bigint, campaign_id, campaign_id, %(platform)s, currency, true, %(fetched_at)s::timestamptz
FROM {stage} AS staged
WHERE campaign_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM warehouse.campaigns AS known
                  WHERE known.ad_account_id = %(ad_account_id)s AND known.campaign_id = staged.campaign_id)
ORDER BY campaign_id
ON CONFLICT (ad_account_id, campaign_id) DO NOTHING
