-- purpose: days on which the offers of competitor_analysis are not the products of market_trends
-- grain: platform, day
WITH offered AS (
    SELECT platform, date, sum(offers)::bigint AS offers FROM marts.competitor_analysis GROUP BY platform, date
), listed AS (
    SELECT platform, date, sum(products)::bigint AS products FROM marts.market_trends GROUP BY platform, date
)
SELECT platform, date::text AS day, offered.offers, listed.products
FROM offered FULL JOIN listed USING (platform, date)
WHERE offered.offers IS DISTINCT FROM listed.products
ORDER BY platform, day
LIMIT 50
