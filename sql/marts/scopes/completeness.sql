-- purpose: how complete each recomputed day of a user is on each platform
-- grain: user, day, platform
CREATE TEMP TABLE completeness ON COMMIT DROP AS
SELECT user_id, date, platform, count(*) AS accounts_expected, count(*) FILTER (WHERE is_loaded) AS accounts_loaded,
       bool_and(is_loaded AND NOT has_quarantine) AS is_complete, min(fetched_at) AS data_as_of
FROM expected_accounts GROUP BY user_id, date, platform
