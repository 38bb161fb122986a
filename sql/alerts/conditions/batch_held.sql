-- purpose: batches that have waited for a person's decision for a while
-- grain: one row a batch
-- parameters: now, held_hours
SELECT concat_ws(':', 'batch_held', batch.id) AS dedupe_key,
       concat(account.platform, ' account ', account.account_id, ' (', account.name, '): batch ', batch.id, ' of ',
              batch.stream, ', ', batch.window_start, ' to ', batch.window_end - 1, ', is held: ', batch.held_reason,
              '. Look at it with `adwarehouse batches show ', batch.id, '`, then accept or reject it') AS message,
       batch.run_id, account.id AS ad_account_id, NULL::uuid AS connection_id
FROM ops.batches AS batch
JOIN warehouse.ad_accounts AS account ON account.id = batch.ad_account_id
WHERE batch.status = 'held' AND batch.updated_at <= %(now)s - make_interval(hours => %(held_hours)s)
ORDER BY batch.id
