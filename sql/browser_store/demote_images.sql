-- purpose: of an import's images of a product, those that no longer are the primary one make room for the one that is
-- grain: no rows
-- parameters: images (ids), primary (a list of one id, or of none)
-- idempotence: sets what it is told
UPDATE app.product_images SET is_primary = false
WHERE is_primary AND id = ANY (%(images)s::uuid[]) AND id <> ALL (%(primary)s::uuid[])
