-- purpose: remove published rows that the platform no longer reports
DELETE FROM {fact} AS fact USING change
WHERE change.kind = 'delete' AND ({fact_key}) = ({change_key})
  AND fact.date >= %(window_start)s AND fact.date < %(window_end)s
