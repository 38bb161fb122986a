-- purpose: an answer with under half of the published rows that the platform's own total contradicts; no row is good
-- an empty answer over an empty warehouse is held too when the platform's total says there was delivery
WITH here AS (
    SELECT count(*) AS rows, coalesce(sum(cost), 0) AS cost, coalesce(sum(impressions), 0) AS impressions FROM {stage} AS staged
), published AS (
    SELECT count(*) AS rows FROM {fact}
    WHERE ad_account_id = {ad_account_id} AND date >= {window_start} AND date < {window_end}
), claimed AS (
    SELECT (platform_total ->> 'cost')::numeric AS cost, (platform_total ->> 'impressions')::numeric AS impressions,
           records_quarantined
    FROM ops.batches WHERE id = {batch_id}
)
SELECT here.rows AS reported_rows, published.rows AS published_rows, here.cost AS reported_cost,
       claimed.cost AS platform_total_cost, claimed.impressions AS platform_total_impressions
FROM here CROSS JOIN published CROSS JOIN claimed
WHERE (here.rows + claimed.records_quarantined < published.rows * 0.5 OR here.rows + claimed.records_quarantined = 0)
  AND NOT (coalesce(claimed.cost, -1) = here.cost AND coalesce(claimed.impressions, -1) = here.impressions)
