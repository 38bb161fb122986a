-- purpose: months of a table that can be brought back, between two months
-- grain: one row a month (its first day), oldest first
-- parameters: table_name, first, last, states (of the newest version)
SELECT month
FROM (SELECT DISTINCT ON (month) month, state FROM ops.archive_manifest
      WHERE table_name = %(table_name)s AND month BETWEEN %(first)s AND %(last)s
      ORDER BY month, version DESC) AS newest
WHERE state = ANY (%(states)s)
ORDER BY month
