-- purpose: staged rows with the warehouse's keys
-- grain: date, hour where there is one, campaign, placement
-- parameters: ad_account_id, days, placements and their channel_ids
-- plan: hash joins to two small sides; nothing temporary is read, so that workers may help
SELECT {calendar}, campaign.id AS campaign_id, channel.channel_id, staged.currency::char(3) AS currency, {staged_measures}
FROM {stage} AS staged
JOIN unnest(%(placements)s::text[], %(channel_ids)s::smallint[]) AS channel (placement, channel_id) USING (placement)
JOIN warehouse.campaigns AS campaign
  ON campaign.ad_account_id = %(ad_account_id)s AND campaign.campaign_id = staged.campaign_id
WHERE staged.date = ANY (%(days)s)
