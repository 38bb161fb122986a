-- purpose: records in quarantine; a NULL parameter does not filter
-- grain: one row a record, newest first
SELECT bad.id, bad.batch_id, bad.platform, bad.stream, account.account_id, bad.date, bad.source_page, bad.source_line,
       bad.reasons, bad.payload, bad.status, bad.created_at
FROM ops.quarantined_rows AS bad
JOIN warehouse.ad_accounts AS account ON account.id = bad.ad_account_id
WHERE (%(id)s::bigint IS NULL OR bad.id = %(id)s)
  AND (%(status)s::text IS NULL OR bad.status = %(status)s)
ORDER BY bad.id DESC
LIMIT %(limit)s
