-- purpose: is a staging table there
-- grain: one row
SELECT to_regclass('staging.' || quote_ident(%(name)s)) IS NOT NULL AS is_there
