-- mart: marts.market_trends
-- grain: (platform, date, category), of the days on which a public catalogue was read
-- sources: warehouse.product_metrics of public catalogues, warehouse.products for the platform's ids
-- formulas: a product that is in both catalogues rises or falls by the difference of its gravities, in the category it is
--   in now; means and medians of known gravities, 4 decimals, half away from zero
-- currency: none
-- plan: figures by (ad_account_id, date) in the partitions between the first catalogue compared with and the last day
WITH figure AS (
    SELECT metric.ad_account_id, metric.date, metric.product_id, coalesce(metric.category, '') AS category,
           metric.gravity, metric.fetched_at
    FROM warehouse.product_metrics AS metric
    WHERE metric.date BETWEEN (SELECT min(coalesce(compared_with, date)) FROM market_days)
                          AND (SELECT max(date) FROM market_days)
      AND (metric.ad_account_id, metric.date) IN (
          SELECT ad_account_id, date FROM market_days UNION SELECT ad_account_id, compared_with FROM market_days)
), latest AS (
    SELECT day.platform, day.date, day.compared_with, figure.product_id, figure.category, figure.gravity, figure.fetched_at
    FROM market_days AS day JOIN figure USING (ad_account_id, date)
), day_read AS (
    SELECT platform, date, compared_with, max(fetched_at) AS fetched_at FROM latest GROUP BY platform, date, compared_with
), earlier AS (
    SELECT day.platform, day.date, figure.product_id, figure.category, figure.gravity
    FROM market_days AS day
    JOIN day_read USING (platform, date)
    JOIN figure ON figure.ad_account_id = day.ad_account_id AND figure.date = day.compared_with
), moved AS (
    SELECT platform, date, coalesce(latest.category, earlier.category) AS category, product_id, latest.gravity,
           earlier.gravity AS gravity_before, latest.gravity - earlier.gravity AS change,
           latest.category IS NULL AS is_gone, earlier.category IS NULL AS is_new
    FROM latest FULL JOIN earlier USING (platform, date, product_id)
), ranked AS (
    SELECT moved.*, product.product_id AS product,
           row_number() OVER (PARTITION BY moved.platform, moved.date, moved.category, sign(moved.change)
                              ORDER BY abs(moved.change) DESC, product.product_id, product.id) AS place
    FROM moved LEFT JOIN warehouse.products AS product ON product.id = moved.product_id
), told AS (
    SELECT ranked.*, CASE WHEN place <= 10 THEN jsonb_build_object(
               'product_id', product_id, 'product', product, 'gravity_before', trim_scale(gravity_before),
               'gravity', trim_scale(gravity), 'change', trim_scale(change),
               'change_percent', trim_scale(round(change * 100 / nullif(gravity_before, 0), 4))) END AS line
    FROM ranked
), now_in_category AS (
    SELECT platform, date, category, count(*) FILTER (WHERE NOT is_gone) AS products,
           count(*) FILTER (WHERE change > 0) AS risers, count(*) FILTER (WHERE change < 0) AS fallers,
           count(*) FILTER (WHERE is_new) AS newcomers, count(*) FILTER (WHERE is_gone) AS gone,
           round(avg(gravity), 4) AS mean_gravity,
           round((percentile_cont(0.5) WITHIN GROUP (ORDER BY gravity))::numeric, 4) AS median_gravity,
           coalesce(jsonb_agg(line ORDER BY place) FILTER (WHERE change > 0 AND place <= 10), '[]') AS rising,
           coalesce(jsonb_agg(line ORDER BY place) FILTER (WHERE change < 0 AND place <= 10), '[]') AS falling
    FROM told GROUP BY platform, date, category
), before_in_category AS (
    SELECT platform, date, category, count(*) AS products, round(avg(gravity), 4) AS mean_gravity
    FROM earlier GROUP BY platform, date, category
)
SELECT platform, date, category, day_read.compared_with, coalesce(here.products, 0) AS products, here.mean_gravity,
       here.median_gravity, known.products_before, before.mean_gravity AS mean_gravity_before, known.risers, known.fallers,
       known.newcomers, known.gone, known.trends, day_read.fetched_at AS detected_at
FROM now_in_category AS here
FULL JOIN before_in_category AS before USING (platform, date, category)
JOIN day_read USING (platform, date)
LEFT JOIN LATERAL (
    SELECT coalesce(before.products, 0) AS products_before, coalesce(here.risers, 0) AS risers,
           coalesce(here.fallers, 0) AS fallers, coalesce(here.newcomers, 0) AS newcomers, coalesce(here.gone, 0) AS gone,
           jsonb_build_object('risers', coalesce(here.rising, '[]'), 'fallers', coalesce(here.falling, '[]')) AS trends
    WHERE day_read.compared_with IS NOT NULL) AS known ON true
