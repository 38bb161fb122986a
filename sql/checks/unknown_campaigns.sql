-- purpose: campaigns that events name and hang on no row of warehouse.campaigns, or on another campaign's row
-- grain: one row an account and campaign as the platform names it
-- parameters: platform, window_start, window_end (excluded)
SELECT account.account_id AS account, event.campaign_id AS campaign, min(event.event_date)::text AS first_day,
       max(event.event_date)::text AS last_day, count(*) AS rows
FROM warehouse.analytics_events AS event
JOIN warehouse.ad_accounts AS account ON account.id = event.ad_account_id
WHERE account.platform = %(platform)s AND event.event_date >= %(window_start)s AND event.event_date < %(window_end)s
  AND event.campaign_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM warehouse.campaigns AS known
                  WHERE known.id = event.campaign AND known.ad_account_id = event.ad_account_id
                    AND known.campaign_id = event.campaign_id)
GROUP BY account.account_id, event.campaign_id
ORDER BY account, campaign
LIMIT 50
