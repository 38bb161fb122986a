-- mart: marts.channel_performance
-- grain: (user_id, date, channel_id), for the touched days of every user who is (or was) connected to their accounts
-- sources: marts.account_channel_daily, ops.loaded_days, ops.quarantined_rows through loaded_days, app membership,
--   warehouse.fx_rates, warehouse.channels
-- formulas: totals are sums of native sums converted at the rate of the row's own day, rounded to 6 decimals each;
--   avg_cpc = spend / clicks where cost is known, avg_ctr = clicks where impressions are known / impressions * 100,
--   avg_roas = revenue where cost is known / spend; 4 decimals, half away from zero
-- currency: the user's reporting currency, else the default team's, else USD; rates pivot on EUR, the last one at most
--   7 days before the day; without a rate the totals in money are NULL and missing_rates names pair and day
-- completeness: an account is expected from its first loaded day (or its connection) on, unless it is read for other
--   streams only; a channel that an expected but missing account has used in the 60 days before gets its row even when
--   nothing else fills it
WITH reporting AS (
    SELECT person.id AS user_id,
           coalesce(person.settings ->> 'reporting_currency', team.settings ->> 'reporting_currency', 'USD') AS currency
    FROM app.users AS person LEFT JOIN app.teams AS team ON team.id = person.team_id
    WHERE person.id IN (SELECT user_id FROM user_days)
), first_seen AS (
    SELECT account.id AS ad_account_id, account.platform, account.timezone,
           coalesce((SELECT min(date) FROM ops.loaded_days AS loaded
                     WHERE loaded.ad_account_id = account.id AND loaded.stream = 'campaign_daily'),
                    (SELECT min(created_at)::date FROM app.marketing_accounts AS connection
                     WHERE connection.ad_account_id = account.id)) AS first_day
    FROM warehouse.ad_accounts AS account
    WHERE account.id IN (SELECT ad_account_id FROM membership WHERE user_id IN (SELECT user_id FROM user_days))
      AND (NOT EXISTS (SELECT FROM ops.batches AS batch WHERE batch.ad_account_id = account.id)
           OR EXISTS (SELECT FROM ops.batches AS batch
                      WHERE batch.ad_account_id = account.id AND batch.stream = 'campaign_daily'))
), expected AS (
    SELECT user_days.user_id, user_days.date, first_seen.platform, first_seen.ad_account_id, first_seen.timezone,
           loaded.fetched_at, loaded.date IS NOT NULL AS is_loaded, coalesce(loaded.records_quarantined, 0) > 0 AS has_quarantine
    FROM user_days
    JOIN membership USING (user_id)
    JOIN first_seen ON first_seen.ad_account_id = membership.ad_account_id AND first_seen.first_day <= user_days.date
    LEFT JOIN ops.loaded_days AS loaded
           ON loaded.ad_account_id = first_seen.ad_account_id AND loaded.stream = 'campaign_daily'
          AND loaded.date = user_days.date
), completeness AS (
    SELECT user_id, date, platform, count(*) AS accounts_expected, count(*) FILTER (WHERE is_loaded) AS accounts_loaded,
           bool_and(is_loaded AND NOT has_quarantine) AS is_complete, min(fetched_at) AS data_as_of
    FROM expected GROUP BY user_id, date, platform
), cell AS (
    SELECT user_days.user_id, user_days.date, base.channel_id, base.ad_account_id, base.currency, base.impressions,
           base.clicks, base.cost, base.conversions, base.revenue, base.clicks_with_impressions, base.clicks_with_cost,
           base.revenue_with_cost
    FROM user_days
    JOIN membership USING (user_id)
    JOIN marts.account_channel_daily AS base
      ON base.ad_account_id = membership.ad_account_id AND base.date = user_days.date
    UNION ALL
    SELECT expected.user_id, expected.date, used.channel_id, expected.ad_account_id, NULL, NULL, NULL, NULL, NULL, NULL,
           NULL, NULL, NULL
    FROM expected
    CROSS JOIN LATERAL (SELECT DISTINCT channel_id FROM marts.account_channel_daily AS base
                        WHERE base.ad_account_id = expected.ad_account_id
                          AND base.date >= expected.date - 60 AND base.date < expected.date) AS used
    WHERE NOT expected.is_loaded
), pair AS (
    SELECT DISTINCT cell.date, cell.currency AS native, reporting.currency AS wanted
    FROM cell JOIN reporting USING (user_id)
    WHERE cell.currency IS NOT NULL
), leg AS (
    SELECT needed.date, needed.currency, CASE WHEN needed.currency = 'EUR' THEN 1 ELSE latest.rate END AS per_euro
    FROM (SELECT date, native AS currency FROM pair UNION SELECT date, wanted FROM pair) AS needed
    LEFT JOIN LATERAL (SELECT rate FROM warehouse.fx_rates AS known
                       WHERE known.base = 'EUR' AND known.quote = needed.currency
                         AND known.date <= needed.date AND known.date >= needed.date - 7
                       ORDER BY known.date DESC, known.source = 'ecb', known.source LIMIT 1) AS latest ON true
), rate AS (
    SELECT pair.date, pair.native, pair.wanted,
           CASE WHEN pair.native = pair.wanted THEN 1 ELSE wanted.per_euro / native.per_euro END AS rate
    FROM pair
    JOIN leg AS native ON native.date = pair.date AND native.currency = pair.native
    JOIN leg AS wanted ON wanted.date = pair.date AND wanted.currency = pair.wanted
), summed AS (
    SELECT cell.user_id, cell.date, cell.channel_id, reporting.currency AS reporting_currency,
           bool_and(cell.cost IS NULL OR rate.rate IS NOT NULL) AS cost_known,
           bool_and(cell.revenue IS NULL OR rate.rate IS NOT NULL) AS revenue_known,
           sum(round(cell.cost * rate.rate, 6)) AS spend, sum(round(cell.revenue * rate.rate, 6)) AS revenue,
           sum(round(cell.revenue_with_cost * rate.rate, 6)) AS revenue_with_cost,
           sum(cell.impressions) AS impressions, sum(cell.clicks) AS clicks, sum(cell.conversions) AS conversions,
           sum(cell.clicks_with_impressions) AS clicks_with_impressions, sum(cell.clicks_with_cost) AS clicks_with_cost,
           array_remove(array_agg(DISTINCT CASE
               WHEN rate.rate IS NULL AND (cell.cost IS NOT NULL OR cell.revenue IS NOT NULL)
               THEN cell.currency || '/' || reporting.currency || ' ' || cell.date END), NULL) AS missing_rates,
           count(DISTINCT account.timezone) > 1 AS mixed_timezones
    FROM cell
    JOIN reporting USING (user_id)
    JOIN first_seen AS account ON account.ad_account_id = cell.ad_account_id
    LEFT JOIN rate ON rate.date = cell.date AND rate.native = cell.currency AND rate.wanted = reporting.currency
    GROUP BY cell.user_id, cell.date, cell.channel_id, reporting.currency
)
SELECT summed.user_id, summed.channel_id, summed.date, summed.reporting_currency::char(3) AS reporting_currency,
       CASE WHEN cost_known THEN spend END AS total_spend,
       impressions AS total_impressions, clicks AS total_clicks, conversions AS total_conversions,
       CASE WHEN revenue_known THEN revenue END AS total_revenue,
       CASE WHEN cost_known AND clicks_with_cost > 0 THEN round(spend / clicks_with_cost, 4) END AS avg_cpc,
       CASE WHEN impressions > 0 THEN round(clicks_with_impressions * 100.0 / impressions, 4) END AS avg_ctr,
       CASE WHEN cost_known AND revenue_known AND spend > 0 THEN round(revenue_with_cost / spend, 4) END AS avg_roas,
       completeness.accounts_expected::integer AS accounts_expected, completeness.accounts_loaded::integer AS accounts_loaded,
       completeness.is_complete, cardinality(missing_rates) = 0 AS fx_complete, missing_rates, mixed_timezones,
       completeness.data_as_of, summed.date + channel.attribution_days AS provisional_until
FROM summed
JOIN warehouse.channels AS channel ON channel.id = summed.channel_id
JOIN completeness ON completeness.user_id = summed.user_id AND completeness.date = summed.date
                 AND completeness.platform = channel.platform
