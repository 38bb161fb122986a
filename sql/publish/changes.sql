-- purpose: what differs between the incoming rows and the published ones of the same account and days
-- grain: the fact's key; equal rows are absent, and nothing is deleted on a day whose missing row may be in quarantine
-- parameters: days to be replaced, and of these days_with_quarantine
-- plan: the published side is one index range of (ad_account_id, date) in the window's partitions
CREATE TEMP TABLE change ON COMMIT DROP AS
SELECT {key},
       CASE WHEN old.ad_account_id IS NULL THEN 'insert' WHEN new.currency IS NULL THEN 'delete' ELSE 'update' END AS kind,
       coalesce(new.currency, old.currency) AS currency, {new_and_old}
FROM {incoming} AS new
FULL JOIN (
    SELECT {key}, ad_account_id, currency, {measures} FROM {fact}
    WHERE ad_account_id = %(ad_account_id)s AND date >= %(window_start)s AND date < %(window_end)s
      AND date = ANY (%(days)s)
) AS old USING ({key})
WHERE old.ad_account_id IS NULL OR (new.currency IS NULL AND NOT old.date = ANY (%(days_with_quarantine)s))
   OR new.currency IS NOT NULL AND (new.currency, {new_row}) IS DISTINCT FROM (old.currency, {old_row})
