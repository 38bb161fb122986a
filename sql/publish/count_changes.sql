-- purpose: how many rows the publish inserts, updates and deletes, leaves alone, and by how much the money moves
-- grain: one row
SELECT count(*) FILTER (WHERE kind = 'insert') AS inserted,
       count(*) FILTER (WHERE kind = 'update') AS updated,
       count(*) FILTER (WHERE kind = 'delete') AS deleted,
       %(incoming)s - count(*) FILTER (WHERE kind <> 'delete') AS unchanged,
       coalesce(sum(coalesce(new_cost, 0) - coalesce(old_cost, 0)), 0) AS cost_difference,
       coalesce(sum(coalesce(new_revenue, 0) - coalesce(old_revenue, 0)), 0) AS revenue_difference
FROM change
