-- mart: marts.competitor_analysis
-- grain: (platform, date, category), of the days on which a public catalogue was read
-- sources: warehouse.product_metrics of public catalogues, warehouse.products for the platform's ids; nothing of a tenant
-- formulas: quartiles between the known values, shares from sums, 4 decimals, half away from zero
-- currency: the catalogue's own; NULL amounts where a category has several
-- plan: figures by (ad_account_id, date) in the partitions between the first and the last day
WITH offer AS (
    SELECT day.platform, day.date, coalesce(metric.category, '') AS category, metric.product_id, product.product_id AS product,
           metric.gravity, metric.popularity_rank, metric.commission_rate, metric.commission_amount, metric.currency,
           row_number() OVER (PARTITION BY day.platform, day.date, coalesce(metric.category, '')
                              ORDER BY metric.gravity DESC NULLS LAST, metric.popularity_rank NULLS LAST,
                                       product.product_id, metric.product_id) AS place,
           sum(metric.gravity) OVER (PARTITION BY day.platform, day.date, coalesce(metric.category, '')) AS total_gravity
    FROM market_days AS day
    JOIN warehouse.product_metrics AS metric ON metric.ad_account_id = day.ad_account_id AND metric.date = day.date
    LEFT JOIN warehouse.products AS product ON product.id = metric.product_id
    WHERE metric.date BETWEEN (SELECT min(date) FROM market_days) AND (SELECT max(date) FROM market_days)
), told AS (
    SELECT offer.*, CASE WHEN place <= 10 THEN jsonb_build_object(
               'product_id', product_id, 'product', product, 'gravity', trim_scale(gravity),
               'share', trim_scale(round(gravity * 100 / nullif(total_gravity, 0), 4)), 'popularity_rank', popularity_rank,
               'commission_rate', trim_scale(commission_rate), 'commission_amount', trim_scale(commission_amount),
               'currency', currency) END AS line
    FROM offer
), summed AS (
    SELECT platform, date, category, count(*) AS offers, sum(gravity) AS total_gravity,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY gravity) AS median_gravity,
           sum(gravity) FILTER (WHERE place <= 3) AS top_three,
           percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY commission_rate) AS rates,
           percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY commission_amount) AS amounts,
           CASE WHEN min(currency) = max(currency) THEN min(currency) END AS currency,
           jsonb_build_object('top_offers', jsonb_agg(line ORDER BY place) FILTER (WHERE place <= 10)) AS analysis
    FROM told GROUP BY platform, date, category
)
SELECT platform, date, category, offers, total_gravity, round(median_gravity::numeric, 4) AS median_gravity,
       round(top_three * 100 / nullif(total_gravity, 0), 4) AS top_three_share,
       round(rates[1]::numeric, 4) AS commission_rate_quarter, round(rates[2]::numeric, 4) AS commission_rate_median,
       round(rates[3]::numeric, 4) AS commission_rate_three_quarters, currency,
       CASE WHEN currency IS NOT NULL THEN round(amounts[1]::numeric, 4) END AS commission_amount_quarter,
       CASE WHEN currency IS NOT NULL THEN round(amounts[2]::numeric, 4) END AS commission_amount_median,
       CASE WHEN currency IS NOT NULL THEN round(amounts[3]::numeric, 4) END AS commission_amount_three_quarters, analysis
FROM summed
