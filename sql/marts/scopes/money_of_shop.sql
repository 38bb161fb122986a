-- purpose: money of teams' own shops: from payments, each movement on its own day in the team's zone; counts from orders
-- grain: payment and movement, order
-- rules: a chargeback takes what was not refunded before; orders that are pending or cancelled do not count
-- plan: payments and orders of a team by their moments, from the first touched day to the last, a day more on both sides
--   for its zone; bounds that do not depend on the team let the planner know that they are narrow
INSERT INTO money (team_id, source, date, currency, country, buyer, product_key, product_id, product_name, category,
                   gross_revenue, refunds, chargebacks, orders)
WITH seller AS (
    SELECT DISTINCT touched.team_id, coalesce(team.settings ->> 'timezone', 'UTC') AS zone
    FROM money_days AS touched JOIN app.teams AS team ON team.id = touched.team_id
    WHERE touched.source = 'own_shop'
), span AS (
    SELECT timezone('UTC', min(date)::timestamp - interval '1 day') AS since,
           timezone('UTC', max(date)::timestamp + interval '2 days') AS until
    FROM money_days WHERE source = 'own_shop'
), moment AS (
    SELECT seller.team_id, seller.zone, payment.completed_at AS at, payment.currency, payment.user_id, payment.user_id AS buyer,
           payment.product_id, payment.amount AS gross_revenue, 0 AS refunds, 0 AS chargebacks, 0 AS orders
    FROM seller JOIN app.payments AS payment ON payment.team_id = seller.team_id
    WHERE payment.completed_at >= (SELECT since FROM span) AND payment.completed_at < (SELECT until FROM span)
      AND payment.status IN ('completed', 'refunded', 'charged_back')
    UNION ALL
    SELECT seller.team_id, seller.zone, payment.refunded_at, payment.currency, payment.user_id, NULL, payment.product_id,
           0, payment.refunded_amount, 0, 0
    FROM seller JOIN app.payments AS payment ON payment.team_id = seller.team_id
    WHERE payment.refunded_at >= (SELECT since FROM span) AND payment.refunded_at < (SELECT until FROM span)
      AND payment.status IN ('completed', 'refunded', 'charged_back')
    UNION ALL
    SELECT seller.team_id, seller.zone, payment.charged_back_at, payment.currency, payment.user_id, NULL, payment.product_id,
           0, 0, payment.amount - payment.refunded_amount, 0
    FROM seller JOIN app.payments AS payment ON payment.team_id = seller.team_id
    WHERE payment.charged_back_at >= (SELECT since FROM span) AND payment.charged_back_at < (SELECT until FROM span)
    UNION ALL
    SELECT seller.team_id, seller.zone, placed.created_at, placed.currency, placed.user_id, NULL, NULL, 0, 0, 0, 1
    FROM seller JOIN app.orders AS placed ON placed.team_id = seller.team_id
    WHERE placed.created_at >= (SELECT since FROM span) AND placed.created_at < (SELECT until FROM span)
      AND placed.status NOT IN ('pending', 'cancelled')
)
SELECT touched.team_id, touched.source, touched.date, moment.currency, coalesce(person.country, 'ZZ'), moment.buyer,
       CASE WHEN moment.orders = 0 THEN coalesce(product.id::text, '') END, product.id, product.name,
       CASE WHEN product.id IS NULL THEN '' ELSE coalesce(nullif(product.category, ''), 'unknown') END,
       moment.gross_revenue, moment.refunds, moment.chargebacks, moment.orders
FROM moment
JOIN money_days AS touched ON touched.team_id = moment.team_id AND touched.source = 'own_shop'
                          AND touched.date = timezone(moment.zone, moment.at)::date
LEFT JOIN app.users AS person ON person.id = moment.user_id
LEFT JOIN app.products AS product ON product.id = moment.product_id
