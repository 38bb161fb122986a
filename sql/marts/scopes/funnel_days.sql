-- purpose: touched days whose conversions and page views are still here; those of archived months (in UTC) keep their rows
-- grain: team, day
CREATE TEMP TABLE funnel_days ON COMMIT DROP AS
SELECT * FROM shop_days
WHERE NOT EXISTS (SELECT FROM ops.archive_manifest AS archived
                  WHERE archived.table_name IN ('conversions', 'page_views')
                    AND archived.state IN ('serving_archive', 'dropped')
                    AND timezone('UTC', archived.month::timestamp) < shop_days.ends_at
                    AND timezone('UTC', archived.month + interval '1 month') > shop_days.starts_at)
