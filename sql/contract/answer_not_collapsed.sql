-- purpose: an answer with under half of the published rows that the platform's own total contradicts; no row is good
-- an empty answer over an empty warehouse is held too when the platform's total says there was delivery
-- of archived days the rollup, which never leaves, tells how many rows of a day there are at least
-- rules: a total agrees when impressions and clicks are equal, cost but for the platform's own rounding (cost_within),
--        and revenue, where it tells one, to the cent: earnings may come without any delivery
WITH here AS (
    SELECT count(*) AS rows, coalesce(sum(cost), 0) AS cost, coalesce(sum(impressions), 0) AS impressions,
           coalesce(sum(clicks), 0) AS clicks, coalesce(sum(revenue), 0) AS revenue
    FROM {stage} AS staged
), published AS (
    SELECT (SELECT count(*) FROM {fact}
            WHERE ad_account_id = {ad_account_id} AND date >= {window_start} AND date < {window_end})
           + (SELECT coalesce(sum(base.rows), 0) FROM marts.account_channel_daily AS base
              WHERE base.ad_account_id = {ad_account_id} AND base.date >= {window_start} AND base.date < {window_end}
                AND EXISTS (SELECT FROM ops.archive_manifest AS archived
                            WHERE archived.table_name = {table_name} AND archived.state IN ('serving_archive', 'dropped')
                              AND archived.month = date_trunc('month', base.date::timestamp)::date)) AS rows
), claimed AS (
    SELECT (platform_total ->> 'cost')::numeric AS cost, (platform_total ->> 'impressions')::numeric AS impressions,
           (platform_total ->> 'clicks')::numeric AS clicks, (platform_total ->> 'revenue')::numeric AS revenue,
           coalesce((platform_total ->> 'cost_within')::numeric, 0) AS cost_within, records_quarantined
    FROM ops.batches WHERE id = {batch_id}
)
SELECT here.rows AS reported_rows, published.rows AS published_rows, here.cost AS reported_cost,
       claimed.cost AS platform_total_cost, claimed.impressions AS platform_total_impressions,
       claimed.clicks AS platform_total_clicks, claimed.revenue AS platform_total_revenue
FROM here CROSS JOIN published CROSS JOIN claimed
WHERE (here.rows + claimed.records_quarantined < published.rows * 0.5 OR here.rows + claimed.records_quarantined = 0)
  AND (claimed.impressions = here.impressions AND claimed.clicks = here.clicks
       AND abs(claimed.cost - here.cost) <= claimed.cost_within
       AND coalesce(abs(claimed.revenue - here.revenue) < 0.01, true)) IS NOT TRUE
