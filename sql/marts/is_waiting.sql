-- purpose: whether anything waits for a refresh
-- grain: one row
SELECT EXISTS (SELECT FROM ops.touched_days) OR EXISTS (SELECT FROM ops.touched_records) AS is_waiting
