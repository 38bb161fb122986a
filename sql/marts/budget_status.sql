-- mart: marts.budget_status
-- grain: (budget_id)
-- sources: app.budgets; marts.account_channel_daily of the accounts of its team, else of its user, within its period and
--   its account or channel; for one campaign warehouse.campaign_metrics; warehouse.fx_rates
-- formulas: expected_to_date = total_amount * days_elapsed / days_total; the pace and the projection rest on the days
--   that were over before the business day; projected_end is the day on which the sum reached the total, else the one on
--   which the elapsed days' average will have reached it, if that is within the period
-- currency: the budget's, each day at its own rate; without a rate all amounts spent are NULL
-- parameters: today
-- plan: the base rollup by (account, date) of each budget's accounts; facts by (campaign_id, date)
WITH budget AS (
    SELECT budget.*, CASE WHEN team_id IS NULL THEN 'user' ELSE 'team' END AS scope, coalesce(team_id, user_id) AS owner_id,
           end_date - start_date + 1 AS days_total,
           greatest(0, least(end_date + 1, %(today)s::date) - start_date) AS days_elapsed
    FROM app.budgets AS budget WHERE id IN (SELECT budget_id FROM budgets_due)
), cost AS MATERIALIZED (
    SELECT budget.id, budget.currency AS wanted, base.date, base.currency, base.cost
    FROM budget
    JOIN owner_accounts USING (scope, owner_id)
    JOIN marts.account_channel_daily AS base
      ON base.ad_account_id = owner_accounts.ad_account_id AND base.date BETWEEN budget.start_date AND budget.end_date
    WHERE budget.campaign_id IS NULL AND base.cost IS NOT NULL
      AND base.ad_account_id = coalesce(budget.ad_account_id, base.ad_account_id)
      AND base.channel_id = coalesce(budget.channel_id, base.channel_id)
    UNION ALL
    SELECT budget.id, budget.currency, fact.date, fact.currency, fact.cost
    FROM budget
    JOIN owner_accounts USING (scope, owner_id)
    JOIN warehouse.campaign_metrics AS fact
      ON fact.campaign_id = budget.campaign_id AND fact.ad_account_id = owner_accounts.ad_account_id
     AND fact.date BETWEEN budget.start_date AND budget.end_date
    WHERE fact.cost IS NOT NULL
      AND fact.ad_account_id = coalesce(budget.ad_account_id, fact.ad_account_id)
      AND fact.channel_id = coalesce(budget.channel_id, fact.channel_id)
), rate AS MATERIALIZED (
    SELECT pair.*, rate
    FROM (SELECT DISTINCT date, currency, wanted FROM cost) AS pair
    CROSS JOIN LATERAL warehouse.exchange_rate(date, currency, wanted)
), daily AS (
    SELECT id, date, sum(round(cost * rate, 6)) AS cost,
           min(currency || '/' || wanted || ' ' || date) FILTER (WHERE rate IS NULL) AS missing_rate,
           sum(sum(round(cost * rate, 6))) OVER (PARTITION BY id ORDER BY date) AS so_far
    FROM cost JOIN rate USING (date, currency, wanted)
    GROUP BY id, date
), spending AS (
    SELECT budget.id, array_remove(array_agg(DISTINCT missing_rate), NULL) AS missing_rates,
           coalesce(sum(daily.cost), 0) AS spent, coalesce(sum(daily.cost) FILTER (WHERE date < %(today)s::date), 0) AS spent_elapsed,
           min(date) FILTER (WHERE so_far >= total_amount) AS exhausted_on
    FROM budget LEFT JOIN daily USING (id)
    GROUP BY budget.id
), known AS (
    SELECT budget.*, missing_rates, exhausted_on,
           CASE WHEN missing_rates = '{{}}' THEN spent END AS spent,
           CASE WHEN missing_rates = '{{}}' THEN spent_elapsed END AS spent_elapsed,
           CASE WHEN missing_rates = '{{}}' AND days_elapsed > 0 THEN spent_elapsed * days_total / days_elapsed END AS projected
    FROM budget JOIN spending USING (id)
)
SELECT id AS budget_id, user_id, team_id, currency, total_amount, start_date, end_date, alert_threshold, ad_account_id,
       channel_id, campaign_id, spent, total_amount - spent AS remaining,
       round(spent * 100 / total_amount, 4) AS percent_spent,
       days_total, days_elapsed, days_total - days_elapsed AS days_left,
       CASE WHEN days_elapsed > 0 THEN round(total_amount * days_elapsed / days_total, 6) END AS expected_to_date,
       CASE WHEN days_elapsed > 0 THEN round(spent_elapsed * days_total / (total_amount * days_elapsed), 4) END AS pace_ratio,
       greatest(spent, round(projected, 6)) AS projected_spend,
       CASE WHEN spent >= total_amount THEN exhausted_on
            WHEN projected >= total_amount THEN start_date + ceil(total_amount * days_elapsed / spent_elapsed)::integer - 1
            END AS projected_end,
       coalesce(spent * 100 / total_amount >= alert_threshold, false) AS alert_reached,
       missing_rates = '{{}}' AS fx_complete, missing_rates
FROM known
