-- purpose: publish all incoming rows into a window that is empty, in key order
INSERT INTO {fact} ({key}, ad_account_id, currency, {measures}, batch_id, fetched_at)
SELECT {key}, %(ad_account_id)s, currency, {measures}, %(batch_id)s, %(fetched_at)s
FROM {incoming} AS incoming
ORDER BY {key}
