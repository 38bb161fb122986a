-- purpose: what each recomputed day of a user is made of: the native sums of their accounts, and an empty line for every
--   channel that an expected but missing account has used in the 60 days before
-- grain: user, day, account, channel, currency (NULL in an empty line)
-- plan: sums by (ad_account_id, date), one account day after the other: where the statistics end before these days, as in a
--   backfill, a join is planned by date alone, and compares everybody with everybody
CREATE TEMP TABLE user_cells ON COMMIT DROP AS
SELECT user_days.user_id, user_days.date, base.channel_id, base.ad_account_id, base.currency, base.impressions,
       base.clicks, base.cost, base.conversions, base.revenue, base.clicks_with_impressions, base.clicks_with_cost,
       base.revenue_with_cost
FROM user_days
JOIN membership USING (user_id)
CROSS JOIN LATERAL (SELECT * FROM marts.account_channel_daily AS one
                    WHERE one.ad_account_id = membership.ad_account_id AND one.date = user_days.date OFFSET 0) AS base
UNION ALL
SELECT expected.user_id, expected.date, used.channel_id, expected.ad_account_id, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL
FROM expected_accounts AS expected
CROSS JOIN LATERAL (SELECT DISTINCT channel_id FROM marts.account_channel_daily AS base
                    WHERE base.ad_account_id = expected.ad_account_id
                      AND base.date >= expected.date - 60 AND base.date < expected.date) AS used
WHERE NOT expected.is_loaded
