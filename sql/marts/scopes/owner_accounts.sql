-- purpose: whose accounts are looked at: people's and teams'
-- grain: scope (user or team), owner, account
CREATE TEMP TABLE owner_accounts ON COMMIT DROP AS
SELECT 'user' AS scope, user_id AS owner_id, ad_account_id FROM membership
UNION ALL
SELECT 'team', team_id, ad_account_id FROM team_accounts
