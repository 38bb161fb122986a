-- purpose: natural keys of marketplaces' products
-- grain: one row a product
SELECT product.id, account.platform || '/' || account.account_id || '/' || product.product_id AS key
FROM warehouse.products AS product JOIN warehouse.ad_accounts AS account ON account.id = product.ad_account_id
