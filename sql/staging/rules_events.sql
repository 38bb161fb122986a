-- purpose: take the events that break a rule out of a staging table, with every reason
-- grain: one row a broken event
-- parameters: timezone, fetched_at, window_end
-- rules: the day is that of the moment in the account's zone; amounts have any sign, fees and refunds take away;
--        an event of another day than the window's is good: it is what it is, whenever it is told
-- idempotence: the rows are gone from the table afterwards
WITH judged AS (
    SELECT source_page, source_line, array_remove(ARRAY[
        CASE WHEN event_date <> (occurred_at AT TIME ZONE %(timezone)s)::date
             THEN 'event_date: expected ' || (occurred_at AT TIME ZONE %(timezone)s)::date
                  || ' (the day of occurred_at in ' || %(timezone)s || '), got ' || event_date END,
        CASE WHEN event_date < '2000-01-01' THEN 'event_date: expected 2000-01-01 or later, got ' || event_date END,
        CASE WHEN occurred_at > greatest(%(window_end)s::timestamptz, %(fetched_at)s) + interval '2 days'
             THEN 'occurred_at: expected nothing of the future, got ' || occurred_at END,
        CASE WHEN event_key = '' THEN 'event_key: expected text, got nothing' END,
        CASE WHEN customer_amount IS NOT NULL AND customer_currency IS NULL
             THEN 'customer_currency: expected the currency of customer_amount, got nothing' END,
        CASE WHEN customer_currency !~ '^[A-Z]{{3}}$'
             THEN 'customer_currency: expected a code of three letters, got ' || customer_currency END,
        CASE WHEN jsonb_typeof(metadata::jsonb) <> 'object'
             THEN 'metadata: expected an object, got ' || jsonb_typeof(metadata::jsonb) END
    ], NULL) AS reasons
    FROM {stage}
)
DELETE FROM {stage} AS staged
USING judged
WHERE cardinality(judged.reasons) > 0
  AND (staged.source_page, staged.source_line) = (judged.source_page, judged.source_line)
RETURNING staged.source_page, staged.source_line, staged.event_date AS date, judged.reasons
