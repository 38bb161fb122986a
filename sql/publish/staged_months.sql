-- purpose: the months that a batch's staged rows belong to
-- grain: one row a month (its first day), oldest first
SELECT DISTINCT date_trunc('month', {day}::timestamp)::date AS month FROM {stage} ORDER BY month
