-- purpose: days of public catalogues that a touched day is in, or is what they are compared with; and that comparison
-- grain: platform, day; a platform has one public catalogue
-- rule: a catalogue is compared with the last one that is 7 to 14 days older. Days whose own month or one of the
--   comparison's is archived keep their rows
CREATE TEMP TABLE market_days ON COMMIT DROP AS
SELECT DISTINCT account.platform, day.date, account.id AS ad_account_id, before.date AS compared_with
FROM claimed
JOIN warehouse.ad_accounts AS account
  ON account.id = claimed.ad_account_id AND (account.platform, account.account_id) = ('clickbank', 'marketplace')
CROSS JOIN LATERAL (
    SELECT claimed.date UNION ALL SELECT claimed.date + days FROM generate_series(7, 14) AS days) AS day
LEFT JOIN LATERAL (
    SELECT metric.date FROM warehouse.product_metrics AS metric
    WHERE metric.ad_account_id = account.id AND metric.date BETWEEN day.date - 14 AND day.date - 7
    ORDER BY metric.date DESC LIMIT 1) AS before ON true
WHERE NOT EXISTS (SELECT FROM ops.archive_manifest AS archived
                  WHERE archived.table_name = 'product_metrics' AND archived.state IN ('serving_archive', 'dropped')
                    AND (archived.month = date_trunc('month', day.date::timestamp)
                         OR archived.month <= day.date - 7 AND archived.month + interval '1 month' > day.date - 14))
