-- purpose: write the recomputed rows of a mart whose figures differ
-- grain: the mart's
-- idempotence: equal rows are not touched
INSERT INTO {mart} AS old ({columns})
SELECT {columns} FROM {fresh} ORDER BY {key}
ON CONFLICT ({key}) DO UPDATE SET {set}, updated_at = now()
WHERE ({old_figures}) IS DISTINCT FROM ({new_figures})
