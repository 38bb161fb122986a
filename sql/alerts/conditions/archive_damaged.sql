-- purpose: the last look at the archive found objects that are missing, changed or unknown
-- grain: one row, or none
-- parameters: none
SELECT 'archive_damaged' AS dedupe_key,
       concat('the archive is damaged, ', value, ' findings; bring the objects back from the bucket''s versions or its '
              'replica, then run `adwarehouse archive verify --deep`. ', detail) AS message,
       NULL::text AS run_id, NULL::bigint AS ad_account_id, NULL::uuid AS connection_id
FROM ops.health
WHERE subject = 'archive' AND NOT is_healthy
  AND checked_at = (SELECT max(checked_at) FROM ops.health WHERE subject = 'archive')
