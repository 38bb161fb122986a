-- purpose: revenue and orders of the mart that are not those of the sources; days that wait, and months of platforms that
--   are archived, are left out
-- grain: team, day, source, currency
WITH shop AS (
    SELECT payment.team_id, moment.at, payment.currency, moment.amount, 0 AS orders
    FROM app.payments AS payment
    CROSS JOIN LATERAL (VALUES
        (completed_at, amount), (refunded_at, -refunded_amount),
        (charged_back_at, refunded_amount - amount)) AS moment (at, amount)
    WHERE payment.status IN ('completed', 'refunded', 'charged_back') AND moment.at IS NOT NULL
    UNION ALL
    SELECT team_id, created_at, currency, 0, 1 FROM app.orders WHERE status NOT IN ('pending', 'cancelled')
), account AS (
    SELECT DISTINCT coalesce(connection.team_id, person.team_id) AS team_id, known.id, known.platform
    FROM app.marketing_accounts AS connection
    JOIN app.users AS person ON person.id = connection.user_id
    JOIN warehouse.ad_accounts AS known ON known.id = connection.ad_account_id
    WHERE connection.status <> 'removed' AND coalesce(connection.team_id, person.team_id) IS NOT NULL
), documented AS (
    SELECT ad_account_id, order_date AS date, currency, coalesce(total_amount, items_amount) AS amount, 1 AS orders
    FROM warehouse.orders
    WHERE return_sn = '' AND status <> 'cancelled' AND (paid_at IS NOT NULL OR status = 'completed')
    UNION ALL
    SELECT returned.ad_account_id, returned.order_date, returned.currency,
           coalesce(returned.total_amount, returned.items_amount), 0
    FROM warehouse.orders AS returned
    LEFT JOIN warehouse.orders AS sold ON sold.ad_account_id = returned.ad_account_id AND sold.order_sn = returned.order_sn
                                      AND sold.return_sn = ''
    WHERE returned.return_sn <> '' AND returned.status = 'refunded' AND sold.status IS DISTINCT FROM 'cancelled'
    UNION ALL
    SELECT ad_account_id, event_date, currency, sum(revenue),
           count(DISTINCT coalesce(metadata ->> 'receipt', event_key)) FILTER (WHERE event_type = 'conversion')
    FROM warehouse.analytics_events
    GROUP BY ad_account_id, event_date, currency
), expected AS (
    SELECT team_id, day, source, currency, sum(amount) AS revenue, sum(orders) AS orders_count
    FROM (SELECT shop.team_id, timezone(coalesce(team.settings ->> 'timezone', 'UTC'), shop.at)::date AS day,
                 'own_shop' AS source, shop.currency, shop.amount, shop.orders
          FROM shop JOIN app.teams AS team ON team.id = shop.team_id
          UNION ALL
          SELECT account.team_id, documented.date, account.platform, documented.currency, documented.amount,
                 documented.orders
          FROM documented JOIN account ON account.id = documented.ad_account_id) AS line
    GROUP BY team_id, day, source, currency
)
SELECT team_id::text AS team, day::text AS day, source, currency, expected.revenue::text AS expected_revenue,
       found.revenue::text AS revenue, expected.orders_count::bigint AS expected_orders, found.orders_count AS orders
FROM expected
FULL JOIN (SELECT team_id, date AS day, source, currency, revenue, orders_count FROM marts.revenue_daily) AS found
    USING (team_id, day, source, currency)
WHERE (coalesce(expected.revenue, 0), coalesce(expected.orders_count, 0))
      IS DISTINCT FROM (coalesce(found.revenue, 0), coalesce(found.orders_count, 0))
  AND NOT EXISTS (SELECT FROM ops.touched_records AS waiting
                  WHERE waiting.subject = 'team_day' AND waiting.subject_id = team_id AND waiting.date = day)
  AND (team_id, day) NOT IN (SELECT account.team_id, waiting.date
                             FROM ops.touched_days AS waiting JOIN account ON account.id = waiting.ad_account_id)
  AND (source = 'own_shop' OR NOT EXISTS (
      SELECT FROM ops.archive_manifest AS archived
      WHERE archived.table_name IN ('orders', 'order_items', 'analytics_events')
        AND archived.state IN ('serving_archive', 'dropped')
        AND archived.month = date_trunc('month', day::timestamp)::date))
ORDER BY day DESC, team, source, currency
LIMIT 50
