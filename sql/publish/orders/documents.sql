-- purpose: the staged documents that are new, or not older than what is published: a version is (source_updated_at, fetched_at)
-- grain: order_sn, return_sn
-- plan: LIMIT has each document looked up by the primary key, whatever little is known of a partition that just came
CREATE TEMP TABLE document ON COMMIT DROP AS
SELECT staged.*, stored.order_sn IS NULL AS is_new,
       (staged.ordered_at, staged.status, staged.platform_status, staged.currency, staged.quantity, staged.items_amount,
        staged.total_amount, staged.shipping_fee, staged.payment_method, staged.paid_at, staged.cancelled_by,
        staged.reason, staged.source_updated_at)
       IS DISTINCT FROM
       (stored.ordered_at, stored.status, stored.platform_status, stored.currency::text, stored.quantity, stored.items_amount,
        stored.total_amount, stored.shipping_fee, stored.payment_method, stored.paid_at, stored.cancelled_by,
        stored.reason, stored.source_updated_at) AS is_changed
FROM {stage} AS staged
LEFT JOIN LATERAL (
    SELECT * FROM warehouse.orders AS one
    WHERE one.order_date = staged.order_date AND one.ad_account_id = %(ad_account_id)s
      AND one.order_sn = staged.order_sn AND one.return_sn = staged.return_sn
    LIMIT 1) AS stored ON true
WHERE stored.order_sn IS NULL
   OR (staged.source_updated_at, %(fetched_at)s) >= (stored.source_updated_at, stored.fetched_at)
