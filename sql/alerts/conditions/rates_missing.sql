-- purpose: currency pairs that days of the marts could not be converted with
-- grain: one row a pair
-- parameters: none
SELECT concat_ws(':', 'rates_missing', missing.pair) AS dedupe_key,
       concat(missing.pair, ': no exchange rate for ', count(DISTINCT missing.day), ' days from ', min(missing.day), ' to ',
              max(missing.day), '; the converted totals of ', count(DISTINCT missing.user_id), ' people are NULL there. '
              '`adwarehouse rates read --history` reads the European Central Bank''s rates, `adwarehouse rates load FILE` '
              'your own') AS message,
       NULL AS run_id, NULL::bigint AS ad_account_id, NULL::uuid AS connection_id
FROM (
    SELECT split_part(pair_and_day, ' ', 1) AS pair, date AS day, user_id
    FROM marts.channel_performance CROSS JOIN LATERAL unnest(missing_rates) AS pair_and_day
    WHERE NOT fx_complete
) AS missing
GROUP BY missing.pair
ORDER BY dedupe_key
