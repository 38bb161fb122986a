-- purpose: days that were there before they had a category get the one that the product has now, and all days that are
--   there are recomputed, because the new marts have none of them.
-- idempotence: fills what is not known, and what is touched twice is computed once; readers are not held up.
UPDATE warehouse.product_metrics AS metric SET category = product.category
FROM warehouse.products AS product
WHERE product.id = metric.product_id AND metric.category IS NULL AND product.category IS NOT NULL;
INSERT INTO ops.touched_days (ad_account_id, date, reason)
SELECT ad_account_id, date, 'rebuild' FROM ops.loaded_days
UNION SELECT ad_account_id, date, 'rebuild' FROM warehouse.product_metrics
UNION SELECT ad_account_id, order_date, 'rebuild' FROM warehouse.orders
UNION SELECT ad_account_id, event_date, 'rebuild' FROM warehouse.analytics_events;
