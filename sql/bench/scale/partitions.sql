-- purpose: the monthly partitions of a table between two days
-- grain: month
-- parameters: table_name, first_day, last_day
SELECT ops.ensure_partition(%(table_name)s::regclass, month::date)
FROM generate_series(date_trunc('month', %(first_day)s::timestamp), %(last_day)s::timestamp, interval '1 month') AS month
