-- purpose: does a batch say much less than what is published for its account and window, and what does it add up to
-- grain: one row
SELECT (SELECT count(*) FROM {stage}) AS staged_rows,
       (SELECT count(*) FROM {fact}
        WHERE ad_account_id = %(ad_account_id)s AND date >= %(window_start)s AND date < %(window_end)s) AS published_rows,
       (SELECT coalesce(sum(cost), 0) FROM {stage}) AS staged_cost,
       (SELECT coalesce(sum(impressions), 0) FROM {stage}) AS staged_impressions
