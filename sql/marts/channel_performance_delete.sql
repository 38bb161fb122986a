-- purpose: rows of the recomputed users and days that nothing supports any more
DELETE FROM marts.channel_performance AS old USING affected
WHERE old.user_id = affected.user_id AND old.date = affected.date
  AND NOT EXISTS (SELECT FROM fresh WHERE fresh.user_id = old.user_id AND fresh.date = old.date
                    AND fresh.channel_id = old.channel_id)
