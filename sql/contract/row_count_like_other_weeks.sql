-- purpose: finished days whose row count is unlike that of the same weekday in the eight weeks before; no row is good
-- plan: history is one index range of (ad_account_id, date)
WITH history AS (
    SELECT date, count(*) AS rows FROM {fact}
    WHERE ad_account_id = {ad_account_id} AND date >= {window_start}::date - 56 AND date < {window_start}::date
    GROUP BY date
), usual AS (
    SELECT extract(isodow FROM date) AS weekday, percentile_cont(0.5) WITHIN GROUP (ORDER BY rows) AS median
    FROM history GROUP BY 1 HAVING count(*) >= 4
), here AS (
    SELECT date, count(*) AS rows FROM {stage} AS staged GROUP BY date
)
SELECT here.date, here.rows, usual.median
FROM here JOIN usual ON usual.weekday = extract(isodow FROM here.date)
WHERE usual.median >= 10 AND (here.rows < usual.median / 3 OR here.rows > usual.median * 10)
  AND here.date < {window_end}::date - 1
