-- purpose: make the partition of a day exist, in a short transaction of its own
SELECT ops.ensure_partition(%(parent)s::regclass, %(day)s::date) AS created
