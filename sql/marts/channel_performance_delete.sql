-- purpose: rows of the recomputed users and days that nothing supports any more
DELETE FROM marts.channel_performance AS old
USING (SELECT DISTINCT user_id, date FROM claimed WHERE user_id IS NOT NULL
       UNION SELECT DISTINCT person.user_id, claimed.date
       FROM claimed
       JOIN app.marketing_accounts AS connection USING (ad_account_id)
       CROSS JOIN LATERAL (SELECT connection.user_id
                           UNION SELECT member.user_id FROM app.team_members AS member
                                 WHERE member.team_id = connection.team_id) AS person
      ) AS recomputed
WHERE old.user_id = recomputed.user_id AND old.date = recomputed.date
  AND NOT EXISTS (SELECT FROM fresh WHERE fresh.user_id = old.user_id AND fresh.date = old.date
                    AND fresh.channel_id = old.channel_id)
