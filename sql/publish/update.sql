-- purpose: rewrite published rows that changed, and only those
UPDATE {fact} AS fact
SET {assignments}, currency = change.currency, batch_id = %(batch_id)s, fetched_at = %(fetched_at)s, updated_at = now()
FROM change
WHERE change.kind = 'update' AND ({fact_key}) = ({change_key})
  AND fact.date >= %(window_start)s AND fact.date < %(window_end)s
