-- purpose: rows of a mart whose figures stand and that rest on something newer
-- grain: the mart's
UPDATE {mart} AS old SET {confirm}
FROM {fresh} AS fresh
WHERE {same_key} AND ({old_confirmed}) IS DISTINCT FROM ({new_confirmed})
