-- purpose: an account's number in the warehouse
-- grain: one row, none when the account is unknown
SELECT id FROM warehouse.ad_accounts WHERE platform = %(platform)s AND account_id = %(account_id)s
