-- purpose: the same tokens, encrypted with another key
-- parameters: id, access_token, refresh_token
UPDATE app.marketing_accounts SET access_token = %(access_token)s, refresh_token = %(refresh_token)s WHERE id = %(id)s
