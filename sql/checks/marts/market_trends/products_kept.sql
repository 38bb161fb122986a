-- purpose: days on which products came or went that are neither newcomers nor gone
-- grain: platform, day
SELECT platform, date::text AS day, sum(products_before)::bigint AS before, sum(newcomers)::bigint AS newcomers,
       sum(gone)::bigint AS gone, sum(products)::bigint AS products
FROM marts.market_trends
WHERE compared_with IS NOT NULL
GROUP BY platform, date
HAVING sum(products_before) + sum(newcomers) - sum(gone) <> sum(products)
ORDER BY platform, day
LIMIT 50
