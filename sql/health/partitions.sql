-- purpose: have the tables that the application fills by itself their partitions of this month and the next (UTC)
-- grain: one row; value is how many are missing
-- parameters: now
WITH missing AS (
    SELECT parent.relname || ' ' || to_char(month, 'YYYY-MM') AS name
    FROM pg_class AS parent
    CROSS JOIN LATERAL generate_series(date_trunc('month', %(now)s AT TIME ZONE 'UTC'),
                                       date_trunc('month', %(now)s AT TIME ZONE 'UTC') + interval '1 month',
                                       interval '1 month') AS month
    WHERE parent.relnamespace = 'app'::regnamespace AND parent.relkind = 'p'
      AND NOT EXISTS (SELECT FROM pg_inherits
                      WHERE inhparent = parent.oid
                        AND inhrelid = to_regclass('app.' || ops.partition_name(parent.oid::regclass, month::date)))
)
SELECT 'partitions' AS subject, count(name) = 0 AS is_healthy,
       coalesce('missing: ' || string_agg(name, ', ' ORDER BY name), 'this month and the next are there') AS detail,
       count(name) AS value
FROM missing
