-- purpose: what was merged long ago goes, as landed pages do
-- parameters: days
DELETE FROM ops.late_rows WHERE merged_at < now() - make_interval(days => %(days)s)
