-- purpose: take the documents that break a rule of orders out of a staging table, with every reason
-- grain: one row a broken document; date is the day of its update (account zone), which is what the window is about
-- parameters: timezone, fetched_at, window_end
-- rules: gifts (price 0) and shipping of any sign are fine; a version far ahead would keep every later one out for ever
-- idempotence: the rows are gone from the table afterwards
WITH document AS (
    SELECT staged.*, return_sn <> '' AS is_return, item.*,
           (greatest(%(window_end)s::timestamptz, %(fetched_at)s) + interval '2 days') AT TIME ZONE 'UTC' AS horizon
    FROM {stage} AS staged
    CROSS JOIN LATERAL (
        SELECT count(*) AS lines, coalesce(sum(one.amount), 0) AS amounts, coalesce(sum(one.quantity), 0) AS pieces,
               min(one.unit_price) AS lowest_price, min(one.quantity) AS fewest, max(one.quantity) AS most
        FROM jsonb_to_recordset(staged.items::jsonb) AS one (quantity bigint, unit_price numeric, amount numeric)
    ) AS item
), judged AS (
    SELECT source_page, source_line, array_remove(ARRAY[
        CASE WHEN lines = 0 THEN 'items: expected one at least, got none' END,
        CASE WHEN NOT is_return AND fewest < 0 THEN 'items: expected quantities of 0 or more, got ' || fewest END,
        CASE WHEN is_return AND most > 0 THEN 'items: expected quantities of 0 or less for a return, got ' || most END,
        CASE WHEN lowest_price < 0 THEN 'items: expected unit prices of 0 or more, got ' || lowest_price END,
        CASE WHEN quantity <> pieces
             THEN 'quantity: expected ' || pieces || ' (the sum of the items), got ' || quantity END,
        CASE WHEN items_amount <> amounts
             THEN 'items_amount: expected ' || amounts || ' (the sum of the items), got ' || items_amount END,
        CASE WHEN NOT is_return AND total_amount < 0 THEN 'total_amount: expected 0 or more, got ' || total_amount END,
        CASE WHEN is_return AND total_amount > 0
             THEN 'total_amount: expected 0 or less for a return, got ' || total_amount END,
        CASE WHEN paid_at < ordered_at
             THEN 'paid_at: expected ' || ordered_at || ' (ordered_at) or later, got ' || paid_at END,
        CASE WHEN order_date < '2000-01-01' OR extract(year FROM order_date) > extract(year FROM horizon) + 1
             THEN 'order_date: expected 2000-01-01 to ' || extract(year FROM horizon) + 1 || '-12-31, got ' || order_date END,
        CASE WHEN source_updated_at AT TIME ZONE 'UTC' > horizon
             THEN 'source_updated_at: expected ' || horizon || ' at the latest, got ' || source_updated_at END
    ], NULL) AS reasons
    FROM document
)
DELETE FROM {stage} AS staged
USING judged
WHERE cardinality(judged.reasons) > 0
  AND (staged.source_page, staged.source_line) = (judged.source_page, judged.source_line)
RETURNING staged.source_page, staged.source_line,
          (staged.source_updated_at AT TIME ZONE %(timezone)s)::date AS date, judged.reasons
