-- purpose: base rows of claimed days that no fact supports any more; archived months keep theirs
DELETE FROM marts.account_channel_daily AS base
USING (SELECT DISTINCT ad_account_id, date FROM claimed) AS day
WHERE base.ad_account_id = day.ad_account_id AND base.date = day.date
  AND NOT EXISTS (SELECT FROM warehouse.campaign_metrics AS fact
                  WHERE fact.ad_account_id = base.ad_account_id AND fact.date = base.date
                    AND fact.channel_id = base.channel_id AND fact.currency = base.currency
                    AND fact.date BETWEEN %(first_day)s AND %(last_day)s)
  AND NOT EXISTS (SELECT FROM ops.archive_manifest AS archived
                  WHERE archived.table_name = 'campaign_metrics' AND archived.state IN ('serving_archive', 'dropped')
                    AND archived.month = date_trunc('month', base.date::timestamp)::date)
