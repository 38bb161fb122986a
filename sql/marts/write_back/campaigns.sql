-- purpose: tell the application how many conversions its planned campaigns had
-- grain: app.campaigns.conversions, of campaigns whose publications' or whose own accounts were touched
-- rule: sales that are really earned by the campaign's tracking id (the platform's campaigns of that name, compared
--   lower-case, in accounts of its user or team) or by its publications on channels that earn, if there are any; else what
--   the ad platforms attribute to its publications. Never both: they claim the same sales. A platform's campaign counts
--   once, however many publications name it
-- idempotence: equal rows are not touched
WITH touched AS (
    SELECT DISTINCT ad_account_id FROM claimed
), own AS (
    SELECT planned.id AS planned_id, campaign.id AS campaign_id, campaign.ad_account_id
    FROM app.campaigns AS planned
    JOIN app.campaign_publications AS publication ON publication.campaign_id = planned.id
    JOIN app.marketing_accounts AS connection ON connection.id = publication.marketing_account_id AND connection.status <> 'removed'
    JOIN warehouse.campaigns AS campaign
      ON campaign.ad_account_id = connection.ad_account_id AND campaign.campaign_id = publication.platform_campaign_id
    UNION
    SELECT planned.id, campaign.id, campaign.ad_account_id
    FROM app.campaigns AS planned
    CROSS JOIN LATERAL (VALUES ('user', planned.user_id), ('team', planned.team_id)) AS owner (scope, owner_id)
    JOIN owner_accounts AS account USING (scope, owner_id)
    JOIN warehouse.campaigns AS campaign
      ON campaign.ad_account_id = account.ad_account_id AND campaign.campaign_id = lower(planned.tracking_id)
), told AS (
    SELECT own.planned_id, coalesce(sum(conversions) FILTER (WHERE channel.revenue_basis = 'earned'),
                                    sum(conversions) FILTER (WHERE channel.revenue_basis = 'attributed'), 0) AS conversions
    FROM own
    LEFT JOIN marts.campaign_metrics_monthly AS monthly USING (campaign_id)
    LEFT JOIN warehouse.channels AS channel ON channel.id = monthly.channel_id
    WHERE own.planned_id IN (SELECT planned_id FROM own JOIN touched USING (ad_account_id))
    GROUP BY own.planned_id
)
UPDATE app.campaigns AS planned
SET conversions = told.conversions
FROM told
WHERE planned.id = told.planned_id AND planned.conversions IS DISTINCT FROM told.conversions
