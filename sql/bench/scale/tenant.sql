-- purpose: one person of a team, and a campaign that the team sees ('' when it has no account)
-- grain: one row
-- parameters: team, teams, member (0 to 2)
SELECT pg_temp.id('user', %(team)s + %(member)s * %(teams)s),
       coalesce((SELECT min(campaign.campaign_id) FROM app.marketing_accounts AS connection
                 JOIN warehouse.campaigns AS campaign USING (ad_account_id)
                 WHERE connection.team_id = pg_temp.id('team', %(team)s)), '')
