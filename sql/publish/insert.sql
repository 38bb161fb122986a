-- purpose: publish rows that are new, in key order
INSERT INTO {fact} ({key}, ad_account_id, currency, {measures}, batch_id, fetched_at)
SELECT {key}, %(ad_account_id)s, currency, {new_measures}, %(batch_id)s, %(fetched_at)s
FROM change
WHERE kind = 'insert'
ORDER BY {key}
