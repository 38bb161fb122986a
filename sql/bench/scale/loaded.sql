-- purpose: every account's days are loaded and wait for the marts, but for the day before the last of every other account
-- grain: account, day
-- parameters: first_day, last_day
WITH loaded AS (
    INSERT INTO ops.loaded_days (ad_account_id, stream, date, fetched_at, batch_id)
    SELECT id, 'campaign_daily', day, now(), 1
    FROM generate_series(%(first_day)s::date, %(last_day)s::date, interval '1 day') AS day
    CROSS JOIN warehouse.ad_accounts
    WHERE account_id <> 'marketplace' AND (day < %(last_day)s::date - 1 OR day >= %(last_day)s OR mod(id, 2) = 0)
    RETURNING ad_account_id, date
)
INSERT INTO ops.touched_days (ad_account_id, date, reason) SELECT ad_account_id, date, 'publish' FROM loaded ORDER BY date
