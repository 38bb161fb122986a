-- purpose: tell the application what its published campaigns did, and until when that was read
-- grain: app.campaign_publications.metrics, last_sync_at, of connections whose account was touched, and of those that were
--   never told; a publication whose campaign the platform does not know stays as it is
-- rule: the sums of all months and channels in native currency, {{}} without figures; money is NULL where they are in more
--   than one currency. last_sync_at is when the account's daily figures were published last
-- idempotence: equal rows are not touched
WITH published AS (
    SELECT publication.id, campaign.id AS campaign_id, connection.ad_account_id
    FROM app.campaign_publications AS publication
    JOIN app.marketing_accounts AS connection ON connection.id = publication.marketing_account_id
    JOIN warehouse.campaigns AS campaign
      ON campaign.ad_account_id = connection.ad_account_id AND campaign.campaign_id = publication.platform_campaign_id
    WHERE connection.status <> 'removed'
      AND (publication.last_sync_at IS NULL OR connection.ad_account_id IN (SELECT ad_account_id FROM claimed))
), told AS (
    SELECT published.id, published.ad_account_id,
           CASE WHEN count(monthly.month) = 0 THEN '{{}}' ELSE jsonb_build_object(
               'impressions', sum(impressions), 'clicks', sum(clicks),
               'cost', CASE WHEN min(currency) = max(currency) THEN trim_scale(sum(cost)) END,
               'conversions', trim_scale(sum(conversions)),
               'revenue', CASE WHEN min(currency) = max(currency) THEN trim_scale(sum(revenue)) END,
               'currency', CASE WHEN min(currency) = max(currency) THEN min(currency) END,
               'from', min(first_day), 'to', max(last_day)) END AS metrics
    FROM published LEFT JOIN marts.campaign_metrics_monthly AS monthly USING (campaign_id)
    GROUP BY published.id, published.ad_account_id
)
UPDATE app.campaign_publications AS publication
SET metrics = told.metrics, last_sync_at = state.last_success_at
FROM told JOIN ops.stream_state AS state ON state.ad_account_id = told.ad_account_id AND state.stream = 'campaign_daily'
WHERE publication.id = told.id
  AND (publication.metrics, publication.last_sync_at) IS DISTINCT FROM (told.metrics, state.last_success_at)
