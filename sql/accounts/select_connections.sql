-- purpose: the connections to an account, of everybody or of one person
-- grain: one row a connection; locked until the transaction ends
-- parameters: platform, account_id, user_email (or NULL for everybody)
SELECT connection.id, connection.status, person.email AS user_email
FROM app.marketing_accounts AS connection
JOIN app.users AS person ON person.id = connection.user_id
WHERE connection.platform = %(platform)s AND connection.account_id = %(account_id)s
  AND (%(user_email)s::text IS NULL OR lower(person.email) = lower(%(user_email)s))
ORDER BY person.email
FOR UPDATE OF connection
