-- purpose: days whose cost is far above the account's usual daily cost (units mistaken, e.g. micros); no row is good
WITH usual AS (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY cost) AS median, count(*) AS days
    FROM (SELECT date, sum(cost) AS cost FROM {fact}
          WHERE ad_account_id = {ad_account_id} AND date >= {window_start}::date - 28 AND date < {window_start}::date
          GROUP BY date) AS day
    WHERE cost > 0
)
SELECT here.date, here.cost, usual.median
FROM (SELECT date, sum(cost) AS cost FROM {stage} AS staged GROUP BY date) AS here
CROSS JOIN usual
WHERE usual.days >= 7 AND here.cost > usual.median * 50
