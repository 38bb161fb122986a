-- purpose: how many account days are compared, and how many of the truth's are not: not loaded, or archived
-- grain: one row
-- parameters: stream
SELECT (SELECT count(*) FROM comparable) AS days_compared,
       count(*) FILTER (WHERE loaded.date IS NULL) AS days_not_loaded,
       count(*) FILTER (WHERE loaded.date IS NOT NULL AND comparable.date IS NULL) AS days_archived
FROM (SELECT DISTINCT platform, account_id, date FROM truth) AS told
LEFT JOIN warehouse.ad_accounts AS account ON account.platform = told.platform AND account.account_id = told.account_id
LEFT JOIN ops.loaded_days AS loaded
       ON loaded.ad_account_id = account.id AND loaded.date = told.date AND loaded.stream = %(stream)s
LEFT JOIN comparable ON comparable.ad_account_id = account.id AND comparable.date = told.date
