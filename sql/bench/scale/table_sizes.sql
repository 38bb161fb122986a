-- purpose: how big the tables are, partitions included
-- grain: table
SELECT parent.relnamespace::regnamespace || '.' || parent.relname AS name, sum(part.reltuples)::bigint AS rows,
       pg_size_pretty(sum(pg_total_relation_size(part.oid))) AS size
FROM pg_class AS parent
CROSS JOIN LATERAL (SELECT parent.oid, parent.reltuples WHERE parent.relkind = 'r'
                    UNION ALL SELECT child.oid, child.reltuples FROM pg_inherits
                              JOIN pg_class AS child ON child.oid = inhrelid WHERE inhparent = parent.oid) AS part
WHERE parent.relnamespace IN ('app'::regnamespace, 'warehouse'::regnamespace, 'marts'::regnamespace)
  AND parent.relkind IN ('r', 'p') AND NOT parent.relispartition
GROUP BY 1 HAVING sum(part.reltuples) >= 100000 ORDER BY sum(pg_total_relation_size(part.oid)) DESC
