-- purpose: staged rows with the warehouse's keys, summed where several placements are one channel
-- grain: the fact's key (date, hour where there is one, campaign, channel)
-- parameters: ad_account_id, platform
CREATE TEMP TABLE incoming ON COMMIT DROP AS
SELECT {calendar}, campaign_key AS campaign_id, channel_id, min(currency)::char(3) AS currency, {sums}
FROM (
    SELECT staged.*, campaign.id AS campaign_key, coalesce(map.channel_id, other.id) AS channel_id
    FROM {stage} AS staged
    JOIN effective USING (date)
    JOIN warehouse.campaigns AS campaign
      ON campaign.ad_account_id = %(ad_account_id)s AND campaign.campaign_id = staged.campaign_id
    LEFT JOIN warehouse.channel_map AS map ON map.platform = %(platform)s AND map.placement = staged.placement
    JOIN warehouse.channels AS other ON other.name = %(platform)s || '_other'
) AS staged
GROUP BY {calendar}, campaign_key, channel_id
