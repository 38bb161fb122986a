-- purpose: tell the application how often its products were sold
-- grain: app.products.sales_count, of products of teams whose days were touched
-- rule: payments that were completed and are neither charged back nor refunded in full
-- idempotence: equal rows are not touched
WITH touched AS (
    SELECT DISTINCT team_id FROM team_days
), product AS (
    SELECT id FROM app.products WHERE team_id IN (SELECT team_id FROM touched)
    UNION
    SELECT product_id FROM app.payments WHERE team_id IN (SELECT team_id FROM touched)
), told AS (
    SELECT product.id, count(payment.id) AS sales
    FROM product
    LEFT JOIN app.payments AS payment
           ON payment.product_id = product.id AND payment.completed_at IS NOT NULL AND payment.charged_back_at IS NULL
          AND payment.refunded_amount < payment.amount
    GROUP BY product.id
)
UPDATE app.products AS product
SET sales_count = told.sales
FROM told
WHERE product.id = told.id AND product.sales_count <> told.sales
