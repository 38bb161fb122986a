-- purpose: take back what marketplaces say of products.
ALTER TABLE warehouse.product_metrics
    DROP COLUMN gravity, DROP COLUMN popularity_rank, DROP COLUMN commission_rate, DROP COLUMN commission_amount,
    DROP COLUMN initial_sale_amount;
ALTER TABLE warehouse.products
    DROP COLUMN gravity, DROP COLUMN popularity_rank, DROP COLUMN commission_rate, DROP COLUMN commission_amount,
    DROP COLUMN initial_sale_amount, DROP COLUMN rebill_rate, DROP COLUMN rebill_amount, DROP COLUMN has_rebills;
COMMENT ON COLUMN warehouse.products.ad_account_id IS 'warehouse.ad_accounts: the shop that sells it; NULL in a public catalogue';
