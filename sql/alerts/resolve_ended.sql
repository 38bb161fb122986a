-- purpose: conditions that the look at this moment did not find any more, or not for this team
-- grain: one row an alert that was resolved
-- parameters: now, kinds (those that were looked for)
UPDATE ops.alerts SET resolved_at = %(now)s
WHERE resolved_at IS NULL AND kind = ANY (%(kinds)s) AND last_seen_at < %(now)s
RETURNING id
