-- purpose: findings that are too old to tell how something came about; the last word on a subject stays
-- parameters: before
DELETE FROM ops.health AS old
WHERE checked_at < %(before)s
  AND EXISTS (SELECT FROM ops.health AS newer WHERE newer.subject = old.subject AND newer.checked_at > old.checked_at)
