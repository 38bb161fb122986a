-- purpose: how many days of accounts, teams and people wait to be recomputed in the marts, in a month and around it
-- grain: one row
-- parameters: month, margin (days)
SELECT (SELECT count(DISTINCT (ad_account_id, date)) FROM ops.touched_days WHERE date >= first_day AND date < end_day)
     + (SELECT count(DISTINCT (subject, subject_id, date)) FROM ops.touched_records
        WHERE date >= first_day AND date < end_day) AS days
FROM (SELECT %(month)s::date - %(margin)s AS first_day,
             (%(month)s::date + interval '1 month')::date + %(margin)s AS end_day) AS around
