-- purpose: what changed of figures that had been published
-- grain: platform, kind of change, measure
SELECT platform, kind, measure, count(*) AS figures, min(revision.date) AS earliest_day, max(revision.date) AS latest_day
FROM warehouse.metric_revisions AS revision JOIN warehouse.ad_accounts AS account ON account.id = revision.ad_account_id
WHERE measure IN ('cost', 'conversions', 'revenue')
GROUP BY platform, kind, measure
ORDER BY platform, kind, measure
