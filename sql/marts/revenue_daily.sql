-- mart: marts.revenue_daily
-- grain: (team_id, date, source, currency)
-- sources: app.payments, app.orders, warehouse.orders, warehouse.order_items, warehouse.analytics_events (see scopes/money*);
--   archived months have their native figures from the mart itself, so that they are still converted anew
-- formulas: plain sums; revenue = gross - refunds - chargebacks - fees, each on its own day
-- currency: native, and the team's reporting currency (else USD) at the rate of the row's own day, each figure rounded to 6
--   decimals; without a rate the converted figures are NULL and missing_rates names pair and day
-- plan: a rate is looked up for each row
WITH native AS (
    SELECT team_id, date, source, currency, sum(gross_revenue) AS gross_revenue, sum(refunds) AS refunds,
           sum(chargebacks) AS chargebacks, sum(fees) AS fees, sum(orders)::bigint AS orders_count
    FROM money
    GROUP BY team_id, date, source, currency
    UNION ALL
    SELECT team_id, date, source, currency, gross_revenue, refunds, chargebacks, fees, orders_count
    FROM marts.revenue_daily JOIN touched_money USING (team_id, date, source)
    WHERE is_archived
), priced AS (
    SELECT native.*, reporting.currency AS reporting_currency, rate
    FROM native
    JOIN app.teams AS team ON team.id = native.team_id
    CROSS JOIN LATERAL (SELECT coalesce(team.settings ->> 'reporting_currency', 'USD')::char(3)) AS reporting (currency)
    CROSS JOIN LATERAL warehouse.exchange_rate(native.date, native.currency, reporting.currency)
), converted AS (
    SELECT priced.*, round(gross_revenue * rate, 6) AS reporting_gross_revenue, round(refunds * rate, 6) AS reporting_refunds,
           round(chargebacks * rate, 6) AS reporting_chargebacks, round(fees * rate, 6) AS reporting_fees
    FROM priced
)
SELECT team_id, date, source, currency, gross_revenue, refunds, chargebacks, fees,
       gross_revenue - refunds - chargebacks - fees AS revenue, orders_count, reporting_currency, reporting_gross_revenue,
       reporting_refunds, reporting_chargebacks, reporting_fees,
       reporting_gross_revenue - reporting_refunds - reporting_chargebacks - reporting_fees AS reporting_revenue,
       rate IS NOT NULL AS fx_complete,
       CASE WHEN rate IS NULL THEN ARRAY[currency || '/' || reporting_currency || ' ' || date] ELSE '{{}}' END AS missing_rates
FROM converted
