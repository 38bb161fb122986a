-- purpose: facts whose campaign the warehouse does not know; facts have no foreign key, so this looks
-- grain: one row an account and platform-independent campaign key
-- parameters: platform, window_start, window_end (excluded)
SELECT account.account_id AS account, fact.campaign_id AS campaign, min(fact.date)::text AS first_day,
       max(fact.date)::text AS last_day, count(*) AS rows
FROM {table} AS fact
JOIN warehouse.ad_accounts AS account ON account.id = fact.ad_account_id
WHERE account.platform = %(platform)s AND fact.date >= %(window_start)s AND fact.date < %(window_end)s
  AND NOT EXISTS (SELECT FROM warehouse.campaigns AS campaign WHERE campaign.id = fact.campaign_id)
GROUP BY account.account_id, fact.campaign_id
ORDER BY account, campaign
LIMIT 50
