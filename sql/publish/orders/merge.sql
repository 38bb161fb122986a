-- purpose: write the documents that are new, or differ from what is published, be it in an item
-- grain: one row with the counts of documents
-- plan: ON CONFLICT finds each by the primary key; a join could be led astray by a partition that just came
WITH written AS (
    INSERT INTO warehouse.orders
        (order_date, ad_account_id, order_sn, return_sn, ordered_at, status, platform_status, currency, quantity,
         items_amount, total_amount, shipping_fee, payment_method, paid_at, cancelled_by, reason, source_updated_at,
         batch_id, fetched_at)
    SELECT order_date, %(ad_account_id)s, order_sn, return_sn, ordered_at, status, platform_status, currency, quantity,
           items_amount, total_amount, shipping_fee, payment_method, paid_at, cancelled_by, reason, source_updated_at,
           %(batch_id)s, %(fetched_at)s
    FROM document
    WHERE is_changed OR (order_sn, return_sn) IN (SELECT order_sn, return_sn FROM item_change)
    ORDER BY order_date, order_sn, return_sn
    ON CONFLICT (ad_account_id, order_date, order_sn, return_sn) DO UPDATE
    SET ordered_at = excluded.ordered_at, status = excluded.status, platform_status = excluded.platform_status,
        currency = excluded.currency, quantity = excluded.quantity, items_amount = excluded.items_amount,
        total_amount = excluded.total_amount, shipping_fee = excluded.shipping_fee,
        payment_method = excluded.payment_method, paid_at = excluded.paid_at, cancelled_by = excluded.cancelled_by,
        reason = excluded.reason, source_updated_at = excluded.source_updated_at, batch_id = excluded.batch_id,
        fetched_at = excluded.fetched_at, updated_at = now()
    RETURNING 1
)
SELECT inserted, written - inserted AS updated, 0 AS deleted, staged - written AS unchanged
FROM (SELECT (SELECT count(*) FROM document WHERE is_new) AS inserted, (SELECT count(*) FROM written) AS written,
             (SELECT count(*) FROM {stage}) AS staged) AS documents
