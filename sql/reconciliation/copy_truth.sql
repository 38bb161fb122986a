-- purpose: bulk load of the truth
COPY truth (platform, account_id, date, hour, campaign_id, placement, currency, impressions, clicks, cost, conversions, revenue)
FROM STDIN
