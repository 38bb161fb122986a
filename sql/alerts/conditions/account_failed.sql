-- purpose: accounts whose last sync failed, in any stream; a batch that waits for a person is another condition
-- grain: one row an account that is to be read
-- parameters: none
WITH last_sync AS (
    SELECT DISTINCT ON (ad_account_id, stream) ad_account_id, stream, run_id, status, error_class, error_message, started_at
    FROM ops.data_sync_logs
    WHERE status <> 'in_progress'
    ORDER BY ad_account_id, stream, started_at DESC, id DESC
)
SELECT concat_ws(':', 'account_failed', account.platform, account.account_id) AS dedupe_key,
       concat(account.platform, ' account ', account.account_id, ' (', account.name,
              '): the last sync failed; `adwarehouse batches list` names the days. ',
              string_agg(concat(last_sync.stream, ': ', last_sync.error_message), E'\n' ORDER BY last_sync.stream)) AS message,
       (array_agg(last_sync.run_id ORDER BY last_sync.started_at DESC))[1] AS run_id,
       account.id AS ad_account_id, NULL::uuid AS connection_id
FROM last_sync
JOIN warehouse.ad_accounts AS account ON account.id = last_sync.ad_account_id
WHERE last_sync.status = 'failed' AND last_sync.error_class <> 'ContractBroken'
  AND EXISTS (SELECT FROM app.marketing_accounts AS connection
              WHERE connection.ad_account_id = account.id AND connection.status = 'active')
GROUP BY account.id
ORDER BY dedupe_key
