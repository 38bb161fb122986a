-- purpose: findings that are too old to tell how something came about
-- parameters: before
DELETE FROM ops.health WHERE checked_at < %(before)s
