-- purpose: rows of a mart within what was recomputed that nothing supports any more
-- grain: the mart's
DELETE FROM {mart} AS old USING {scope} AS scope
WHERE {in_scope} AND NOT EXISTS (SELECT FROM {fresh} AS fresh WHERE {same_key})
