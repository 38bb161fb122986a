-- purpose: who sees which account: by an own connection, or by one that a team of theirs shares
-- grain: user, account
CREATE TEMP TABLE membership ON COMMIT DROP AS
SELECT DISTINCT person.user_id, connection.ad_account_id
FROM app.marketing_accounts AS connection
CROSS JOIN LATERAL (
    SELECT connection.user_id
    UNION SELECT member.user_id FROM app.team_members AS member
          WHERE member.team_id = connection.team_id AND member.is_active
) AS person
WHERE connection.status <> 'removed' AND connection.ad_account_id IS NOT NULL
