-- purpose: close the current history row of campaigns whose name, status or budget changed, and open another
-- grain: one row a campaign and span
-- idempotence: campaigns that say what their current row says are left alone
WITH closed AS (
    UPDATE warehouse.campaign_history AS past SET valid_to = campaign.fetched_at
    FROM warehouse.campaigns AS campaign
    WHERE campaign.ad_account_id = %(ad_account_id)s AND past.campaign_id = campaign.id AND past.valid_to IS NULL
      AND campaign.fetched_at > past.valid_from
      AND (past.campaign_name, past.status, past.daily_budget, past.total_budget)
          IS DISTINCT FROM (campaign.campaign_name, campaign.status, campaign.daily_budget, campaign.total_budget)
    RETURNING past.campaign_id
)
INSERT INTO warehouse.campaign_history (campaign_id, valid_from, campaign_name, status, daily_budget, total_budget)
SELECT id, fetched_at, campaign_name, status, daily_budget, total_budget
FROM warehouse.campaigns AS campaign
WHERE ad_account_id = %(ad_account_id)s
  AND (id IN (SELECT campaign_id FROM closed)
       OR NOT EXISTS (SELECT FROM warehouse.campaign_history AS past WHERE past.campaign_id = campaign.id))
ON CONFLICT DO NOTHING
