-- purpose: the next connections that have a token, locked so that nobody renews it meanwhile
-- grain: one row a connection, in the order of their ids
-- parameters: after (an id, or NULL to begin), limit
SELECT id, platform, account_id, access_token, refresh_token
FROM app.marketing_accounts
WHERE (%(after)s::uuid IS NULL OR id > %(after)s) AND (access_token IS NOT NULL OR refresh_token IS NOT NULL)
ORDER BY id
LIMIT %(limit)s
FOR UPDATE
