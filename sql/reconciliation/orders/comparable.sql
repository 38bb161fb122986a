-- purpose: the truth's documents with the account they belong to, and whether the warehouse can have them
-- grain: account, order_sn, return_sn
-- rules: loaded is what last changed on a day that a published batch read; an archived month has no rows to compare
CREATE TEMP TABLE comparable ON COMMIT DROP AS
SELECT account.id AS ad_account_id, told.*, coalesce(item.quantity, 0) AS quantity,
       coalesce(item.items_amount, 0)::numeric(20,6) AS items_amount,
       EXISTS (SELECT FROM ops.batches AS batch
               WHERE batch.ad_account_id = account.id AND batch.stream = 'orders' AND batch.status = 'published'
                 AND told.updated_on >= batch.window_start AND told.updated_on < batch.window_end) AS is_loaded,
       EXISTS (SELECT FROM ops.archive_manifest AS archived
               WHERE archived.table_name IN ('orders', 'order_items')
                 AND archived.state IN ('serving_archive', 'dropped')
                 AND archived.month = date_trunc('month', told.order_date::timestamp)::date) AS is_archived
FROM told_order AS told
JOIN warehouse.ad_accounts AS account USING (platform, account_id)
LEFT JOIN (
    SELECT platform, account_id, order_sn, return_sn, sum(quantity)::bigint AS quantity,
           sum(quantity * unit_price) AS items_amount
    FROM told_item
    GROUP BY platform, account_id, order_sn, return_sn
) AS item USING (platform, account_id, order_sn, return_sn)
