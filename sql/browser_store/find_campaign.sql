-- purpose: the user's campaign by the id it had in the browser, in which drafts share it; a saved one before a draft's own
-- grain: at most one row
-- parameters: user_id, legacy_id
SELECT id FROM app.campaigns
WHERE user_id = %(user_id)s AND legacy_id = %(legacy_id)s AND source IN ('v2', 'migrated', 'draft')
ORDER BY array_position(ARRAY['v2', 'migrated', 'draft'], source)
LIMIT 1
