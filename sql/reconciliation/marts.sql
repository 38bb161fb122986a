-- purpose: every figure in which the sums of facts and of the base rollup differ; archived months have no facts to sum
-- grain: platform, day, currency, measure
WITH archived AS (
    SELECT DISTINCT month FROM ops.archive_manifest
    WHERE table_name = 'campaign_metrics' AND state IN ('serving_archive', 'dropped')
), expected AS (
    SELECT account.platform, fact.date, fact.currency, count(*) AS rows, sum(fact.impressions) AS impressions,
           sum(fact.clicks) AS clicks, sum(fact.cost) AS cost, sum(fact.conversions) AS conversions,
           sum(fact.revenue) AS revenue
    FROM warehouse.campaign_metrics AS fact
    JOIN warehouse.ad_accounts AS account ON account.id = fact.ad_account_id
    WHERE date_trunc('month', fact.date::timestamp)::date NOT IN (SELECT month FROM archived)
    GROUP BY account.platform, fact.date, fact.currency
), found AS (
    SELECT account.platform, base.date, base.currency, sum(base.rows) AS rows, sum(base.impressions) AS impressions,
           sum(base.clicks) AS clicks, sum(base.cost) AS cost, sum(base.conversions) AS conversions,
           sum(base.revenue) AS revenue
    FROM marts.account_channel_daily AS base
    JOIN warehouse.ad_accounts AS account ON account.id = base.ad_account_id
    WHERE date_trunc('month', base.date::timestamp)::date NOT IN (SELECT month FROM archived)
    GROUP BY account.platform, base.date, base.currency
)
SELECT platform, date, currency, figure.measure, figure.expected, figure.found
FROM expected
FULL JOIN found USING (platform, date, currency)
CROSS JOIN LATERAL (VALUES
    (1, 'rows', coalesce(expected.rows, 0)::numeric, coalesce(found.rows, 0)),
    (2, 'impressions', expected.impressions, found.impressions),
    (3, 'clicks', expected.clicks, found.clicks),
    (4, 'cost', expected.cost, found.cost),
    (5, 'conversions', expected.conversions, found.conversions),
    (6, 'revenue', expected.revenue, found.revenue)) AS figure (position, measure, expected, found)
WHERE figure.expected IS DISTINCT FROM figure.found
ORDER BY platform, date, currency, figure.position
