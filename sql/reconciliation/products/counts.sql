-- purpose: how many of the truth's products are compared: all of a known account; its catalogue is always whole
-- grain: one row
SELECT count(*) AS compared, 0 AS not_loaded, 0 AS archived
FROM told_product AS told
JOIN warehouse.ad_accounts AS account ON account.platform = told.platform AND account.account_id = told.account_id
