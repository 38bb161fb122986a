-- purpose: every figure in which facts and truth differ; a row on one side only differs in `rows` alone, and not at all
--          when it says zero everywhere: platforms leave such rows out or not, as they please; what the truth itself
--          does not know stands for zero there (1 - rows), what the facts do not know does not
-- grain: account, day, hour (-1 for a whole day), campaign, channel, currency, measure
-- parameters: measures (names); parts: fact (table), hour and channel (columns of it, or a constant that sums over them)
WITH expected AS (
    SELECT account.id AS ad_account_id, truth.date, truth.hour::integer AS hour, truth.campaign_id,
           {channel}::integer AS channel_id, truth.currency,
           string_agg(DISTINCT truth.placement, ', ' ORDER BY truth.placement) AS placement, 1 AS rows,
           sum(truth.impressions) AS impressions, sum(truth.clicks) AS clicks, sum(truth.cost) AS cost,
           sum(truth.conversions) AS conversions, sum(truth.revenue) AS revenue
    FROM truth
    JOIN warehouse.ad_accounts AS account
      ON account.platform = truth.platform AND account.account_id = truth.account_id
    JOIN comparable ON comparable.ad_account_id = account.id AND comparable.date = truth.date
    LEFT JOIN warehouse.channel_map AS map ON map.platform = truth.platform AND map.placement = truth.placement
    LEFT JOIN warehouse.channels AS other ON other.name = truth.platform || '_other'
    CROSS JOIN LATERAL (SELECT coalesce(map.channel_id, other.id) AS channel_id) AS fact
    GROUP BY 1, 2, 3, 4, 5, 6
), found AS (
    SELECT fact.ad_account_id, fact.date, {hour}::integer AS hour, campaign.campaign_id,
           {channel}::integer AS channel_id, fact.currency::text AS currency,
           string_agg(DISTINCT channel.name, ', ' ORDER BY channel.name) AS placement, 1 AS rows,
           sum(fact.impressions) AS impressions, sum(fact.clicks) AS clicks, sum(fact.cost) AS cost,
           sum(fact.conversions) AS conversions, sum(fact.revenue) AS revenue
    FROM {fact} AS fact
    JOIN comparable ON comparable.ad_account_id = fact.ad_account_id AND comparable.date = fact.date
    JOIN warehouse.campaigns AS campaign ON campaign.id = fact.campaign_id
    JOIN warehouse.channels AS channel ON channel.id = fact.channel_id
    GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT account.platform, account.account_id, date, hour, campaign_id,
       coalesce(expected.currency, found.currency) AS currency, coalesce(expected.placement, found.placement) AS placement, figure.measure, figure.expected, figure.found
FROM expected
FULL JOIN found USING (ad_account_id, date, hour, campaign_id, channel_id, currency)
JOIN warehouse.ad_accounts AS account ON account.id = ad_account_id
CROSS JOIN LATERAL (VALUES
    (1, 'rows', coalesce(expected.rows, 0)::numeric, coalesce(found.rows, 0)::numeric),
    (2, 'impressions', expected.impressions, found.impressions),
    (3, 'clicks', expected.clicks, found.clicks),
    (4, 'cost', expected.cost, found.cost),
    (5, 'conversions', expected.conversions, found.conversions),
    (6, 'revenue', expected.revenue, found.revenue)) AS figure (position, measure, expected, found)
WHERE figure.expected IS DISTINCT FROM figure.found AND figure.measure = ANY (%(measures)s)
  AND (figure.measure = 'rows' OR (expected.rows = 1 AND found.rows = 1))
  AND (expected.rows = 1 AND found.rows = 1
       OR ROW(coalesce(expected.impressions, found.impressions, 1 - expected.rows),
              coalesce(expected.clicks, found.clicks),
              coalesce(expected.cost, found.cost, 1 - expected.rows), coalesce(expected.conversions, found.conversions, 0),
              coalesce(expected.revenue, found.revenue, 0)) IS DISTINCT FROM ROW(0, 0, 0, 0, 0))
ORDER BY account.platform, account.account_id, date, hour, campaign_id, placement, figure.position
