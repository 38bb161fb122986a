-- purpose: the user's product by the id it had in the browser
-- grain: at most one row
-- parameters: user_id, legacy_id, source (the one that goes first)
SELECT id FROM app.products
WHERE user_id = %(user_id)s AND legacy_id = %(legacy_id)s
ORDER BY source = %(source)s DESC, created_at, id
LIMIT 1
