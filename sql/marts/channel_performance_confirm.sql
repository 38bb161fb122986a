-- purpose: rows whose figures stand and that now rest on a newer fetch
UPDATE marts.channel_performance AS old SET data_as_of = fresh.data_as_of
FROM fresh
WHERE old.user_id = fresh.user_id AND old.date = fresh.date AND old.channel_id = fresh.channel_id
  AND old.data_as_of IS DISTINCT FROM fresh.data_as_of
