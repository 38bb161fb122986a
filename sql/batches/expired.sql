-- purpose: batches that are over and whose landed pages are older than they need to be kept
-- grain: one row a batch, oldest first
SELECT id, landing_prefix
FROM ops.batches
WHERE landing_prefix IS NOT NULL AND fetched_at < now() - make_interval(days => %(days)s)
  AND status IN ('published', 'rejected', 'superseded', 'failed')
ORDER BY id
LIMIT %(limit)s
